-- AlterTable
ALTER TABLE "Case" ADD COLUMN     "heldById" TEXT;

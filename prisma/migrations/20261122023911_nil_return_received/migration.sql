-- AlterTable
ALTER TABLE "Return" ADD COLUMN     "nilReceivedSealed" BYTEA;

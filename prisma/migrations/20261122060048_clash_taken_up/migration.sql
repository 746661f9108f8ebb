-- AlterTable
ALTER TABLE "MeantClash" ADD COLUMN     "takenBackAt" TIMESTAMPTZ(3),
ADD COLUMN     "takenBackById" TEXT;

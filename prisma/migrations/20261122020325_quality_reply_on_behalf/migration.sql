-- AlterTable
ALTER TABLE "QualityIssue" ADD COLUMN     "earlierSealed" BYTEA,
ADD COLUMN     "receivedSealed" BYTEA;

-- AlterTable
ALTER TABLE "Attendance" ADD COLUMN     "onBehalfOf" BYTEA;

-- AlterTable
ALTER TABLE "Meeting" DROP COLUMN "contextSealed";

-- CreateTable
CREATE TABLE "Original" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "nameSealed" BYTEA NOT NULL,
    "contentSealed" BYTEA NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL,
    "addedById" TEXT NOT NULL,

    CONSTRAINT "Original_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Original_auditId_idx" ON "Original"("auditId");

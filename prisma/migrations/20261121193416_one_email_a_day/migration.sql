-- AlterTable
ALTER TABLE "Letter" ADD COLUMN     "insideId" TEXT,
ADD COLUMN     "promptly" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "writtenOn" TEXT;

-- AlterTable
ALTER TABLE "Partnership" ADD COLUMN     "logo" BYTEA,
ADD COLUMN     "look" JSONB;

-- CreateIndex
CREATE INDEX "Ask_partnershipId_nextAt_idx" ON "Ask"("partnershipId", "nextAt");

-- CreateIndex
CREATE INDEX "Letter_contactId_writtenOn_idx" ON "Letter"("contactId", "writtenOn");

-- CreateIndex
CREATE INDEX "Letter_insideId_idx" ON "Letter"("insideId");

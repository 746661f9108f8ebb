-- AlterTable
ALTER TABLE "Letter" ADD COLUMN     "insteadOfId" TEXT;

-- CreateTable
CREATE TABLE "Cover" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "coveredById" TEXT NOT NULL,
    "fromDate" TEXT NOT NULL,
    "toDate" TEXT NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL,
    "setById" TEXT,
    "changesId" TEXT,
    "endedAt" TIMESTAMPTZ(3),
    "endedById" TEXT,

    CONSTRAINT "Cover_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Cover_changesId_key" ON "Cover"("changesId");

-- CreateIndex
CREATE INDEX "Cover_partnershipId_toDate_idx" ON "Cover"("partnershipId", "toDate");

-- CreateIndex
CREATE INDEX "Cover_contactId_idx" ON "Cover"("contactId");

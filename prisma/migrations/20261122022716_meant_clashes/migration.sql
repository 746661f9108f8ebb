-- CreateTable
CREATE TABLE "MeantClash" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "dates" JSONB NOT NULL,
    "meantAt" TIMESTAMPTZ(3) NOT NULL,
    "meantById" TEXT,

    CONSTRAINT "MeantClash_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "MeantClash_partnershipId_idx" ON "MeantClash"("partnershipId");

-- CreateTable
CREATE TABLE "UnfinishedForm" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "typedSealed" BYTEA NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "UnfinishedForm_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "UnfinishedForm_auditId_idx" ON "UnfinishedForm"("auditId");

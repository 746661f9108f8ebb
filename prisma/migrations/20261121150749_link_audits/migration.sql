-- CreateTable
CREATE TABLE "AuditLink" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "fromAuditId" TEXT NOT NULL,
    "toAuditId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "linkedAt" TIMESTAMPTZ(3) NOT NULL,
    "linkedById" TEXT,

    CONSTRAINT "AuditLink_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "AuditLink_toAuditId_key" ON "AuditLink"("toAuditId");

-- CreateIndex
CREATE INDEX "AuditLink_fromAuditId_idx" ON "AuditLink"("fromAuditId");

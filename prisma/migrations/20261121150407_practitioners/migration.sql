-- CreateTable
CREATE TABLE "Practitioner" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "namedAt" TIMESTAMPTZ(3) NOT NULL,
    "namedById" TEXT,

    CONSTRAINT "Practitioner_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Practitioner_contactId_idx" ON "Practitioner"("contactId");

-- CreateIndex
CREATE UNIQUE INDEX "Practitioner_auditId_caseId_agencyId_contactId_key" ON "Practitioner"("auditId", "caseId", "agencyId", "contactId");

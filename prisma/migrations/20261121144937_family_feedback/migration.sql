-- CreateTable
CREATE TABLE "FamilyFeedback" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "who" TEXT NOT NULL,
    "arrangerId" TEXT NOT NULL,
    "offeredAt" TIMESTAMPTZ(3) NOT NULL,
    "askId" TEXT,
    "outcome" TEXT,
    "late" BOOLEAN NOT NULL DEFAULT false,
    "textSealed" BYTEA,
    "recordedAt" TIMESTAMPTZ(3),
    "recordedById" TEXT,
    "onBehalfOf" BYTEA,

    CONSTRAINT "FamilyFeedback_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "FamilyFeedback_askId_idx" ON "FamilyFeedback"("askId");

-- CreateIndex
CREATE UNIQUE INDEX "FamilyFeedback_auditId_caseId_agencyId_who_key" ON "FamilyFeedback"("auditId", "caseId", "agencyId", "who");

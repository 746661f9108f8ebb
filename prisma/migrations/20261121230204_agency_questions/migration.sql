-- CreateTable
CREATE TABLE "AgencyQuestion" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "caseId" TEXT,
    "textSealed" BYTEA NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "askedById" TEXT NOT NULL,
    "answerSealed" BYTEA,
    "answerRevision" INTEGER NOT NULL DEFAULT 0,
    "answeredAt" TIMESTAMPTZ(3),
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "AgencyQuestion_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AgencyQuestion_auditId_idx" ON "AgencyQuestion"("auditId");

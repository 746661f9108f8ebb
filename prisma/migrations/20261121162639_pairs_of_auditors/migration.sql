-- AlterTable
ALTER TABLE "Audit" ADD COLUMN     "questionsSealed" BYTEA;

-- AlterTable
ALTER TABLE "Recommendation" ADD COLUMN     "caseId" TEXT;

-- CreateTable
CREATE TABLE "Facilitator" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "stageKey" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "reply" TEXT,
    "repliedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Facilitator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditorPair" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "firstId" TEXT NOT NULL,
    "secondId" TEXT NOT NULL,
    "namedAt" TIMESTAMPTZ(3) NOT NULL,
    "namedById" TEXT,
    "supersededAt" TIMESTAMPTZ(3),

    CONSTRAINT "AuditorPair_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PairQuestions" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "textSealed" BYTEA NOT NULL,
    "writtenAt" TIMESTAMPTZ(3) NOT NULL,
    "writtenById" TEXT,
    "onBehalfOf" BYTEA,

    CONSTRAINT "PairQuestions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Facilitator_auditId_stageKey_contactId_key" ON "Facilitator"("auditId", "stageKey", "contactId");

-- CreateIndex
CREATE INDEX "AuditorPair_auditId_idx" ON "AuditorPair"("auditId");

-- CreateIndex
CREATE INDEX "PairQuestions_auditId_idx" ON "PairQuestions"("auditId");

-- CreateIndex
CREATE UNIQUE INDEX "PairQuestions_caseId_revision_key" ON "PairQuestions"("caseId", "revision");

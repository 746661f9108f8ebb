-- CreateTable
CREATE TABLE "OutputRecord" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "stageKey" TEXT NOT NULL,
    "output" TEXT NOT NULL,
    "heldOn" TEXT NOT NULL,
    "whereSealed" BYTEA NOT NULL,
    "measuresSealed" BYTEA,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "recordedById" TEXT NOT NULL,

    CONSTRAINT "OutputRecord_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PassedOn" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "auditId" TEXT NOT NULL,
    "askId" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "late" BOOLEAN NOT NULL,
    "answer" TEXT NOT NULL,
    "textSealed" BYTEA,
    "repliesSealed" BYTEA,
    "givenById" TEXT,
    "givenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PassedOn_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "OutputRecord_auditId_stageKey_output_key" ON "OutputRecord"("auditId", "stageKey", "output");

-- CreateIndex
CREATE INDEX "PassedOn_auditId_idx" ON "PassedOn"("auditId");

-- CreateIndex
CREATE UNIQUE INDEX "PassedOn_askId_late_key" ON "PassedOn"("askId", "late");

-- CreateTable
CREATE TABLE "Programme" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "yaml" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "loadedAt" TIMESTAMPTZ(3) NOT NULL,
    "loadedById" TEXT NOT NULL,

    CONSTRAINT "Programme_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PlannedAudit" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "programmeId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "month" TEXT NOT NULL,
    "process" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "detailSealed" BYTEA NOT NULL,
    "offerDays" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "offerAt" TIMESTAMPTZ(3) NOT NULL,
    "nextAt" TIMESTAMPTZ(3),
    "reminders" INTEGER NOT NULL,
    "draftId" TEXT,
    "auditId" TEXT,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PlannedAudit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PlannedDate" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "plannedAuditId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "degree" TEXT NOT NULL,
    "date" TEXT,
    "setAt" TIMESTAMPTZ(3) NOT NULL,
    "setById" TEXT NOT NULL,
    "reasonSealed" BYTEA,
    "supersededAt" TIMESTAMPTZ(3),

    CONSTRAINT "PlannedDate_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Programme_partnershipId_name_key" ON "Programme"("partnershipId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "PlannedAudit_draftId_key" ON "PlannedAudit"("draftId");

-- CreateIndex
CREATE UNIQUE INDEX "PlannedAudit_auditId_key" ON "PlannedAudit"("auditId");

-- CreateIndex
CREATE UNIQUE INDEX "PlannedAudit_programmeId_key_key" ON "PlannedAudit"("programmeId", "key");

-- CreateIndex
CREATE INDEX "PlannedDate_plannedAuditId_idx" ON "PlannedDate"("plannedAuditId");

-- AddForeignKey
ALTER TABLE "PlannedAudit" ADD CONSTRAINT "PlannedAudit_programmeId_fkey" FOREIGN KEY ("programmeId") REFERENCES "Programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PlannedDate" ADD CONSTRAINT "PlannedDate_plannedAuditId_fkey" FOREIGN KEY ("plannedAuditId") REFERENCES "PlannedAudit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

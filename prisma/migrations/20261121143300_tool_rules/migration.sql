-- AlterTable
ALTER TABLE "Audit" ADD COLUMN     "allocation" BYTEA;

-- CreateTable
CREATE TABLE "CaseFacts" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "factsSealed" BYTEA NOT NULL,
    "statedAt" TIMESTAMPTZ(3) NOT NULL,
    "statedById" TEXT NOT NULL,
    "supersededAt" TIMESTAMPTZ(3),

    CONSTRAINT "CaseFacts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "CaseFacts_caseId_idx" ON "CaseFacts"("caseId");

-- AddForeignKey
ALTER TABLE "CaseFacts" ADD CONSTRAINT "CaseFacts_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

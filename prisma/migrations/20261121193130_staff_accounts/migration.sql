-- AlterTable
ALTER TABLE "RoleHolding" ADD COLUMN     "auditId" TEXT;

-- CreateTable
CREATE TABLE "StaffAccount" (
    "id" TEXT NOT NULL,
    "partnershipId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "subjectToken" TEXT NOT NULL,
    "boundAt" TIMESTAMPTZ(3) NOT NULL,
    "releasedAt" TIMESTAMPTZ(3),

    CONSTRAINT "StaffAccount_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "StaffAccount_partnershipId_subjectToken_idx" ON "StaffAccount"("partnershipId", "subjectToken");

-- CreateIndex
CREATE INDEX "StaffAccount_contactId_idx" ON "StaffAccount"("contactId");

-- AddForeignKey
ALTER TABLE "RoleHolding" ADD CONSTRAINT "RoleHolding_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffAccount" ADD CONSTRAINT "StaffAccount_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

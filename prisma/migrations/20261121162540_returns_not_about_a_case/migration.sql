-- DropForeignKey
ALTER TABLE "Case" DROP CONSTRAINT "Case_ticketId_fkey";

-- DropIndex
DROP INDEX "Request_auditId_agencyId_key";

-- AlterTable
ALTER TABLE "Case" ADD COLUMN     "agencyId" TEXT,
ADD COLUMN     "attendanceSealed" BYTEA,
ADD COLUMN     "attendeeId" TEXT,
ADD COLUMN     "managerId" TEXT,
ADD COLUMN     "serviceId" TEXT,
ADD COLUMN     "subject" TEXT NOT NULL DEFAULT 'child',
ALTER COLUMN "ticketId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Request" ADD COLUMN     "party" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "serviceId" TEXT;

-- AlterTable
ALTER TABLE "Return" ADD COLUMN     "part" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "serves" JSONB;

-- AlterTable
ALTER TABLE "ReturnVersion" ADD COLUMN     "serves" JSONB;

-- AlterTable
ALTER TABLE "RoleHolding" ADD COLUMN     "serviceId" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Request_auditId_agencyId_party_key" ON "Request"("auditId", "agencyId", "party");

-- AddForeignKey
ALTER TABLE "RoleHolding" ADD CONSTRAINT "RoleHolding_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Case" ADD CONSTRAINT "Case_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Case" ADD CONSTRAINT "Case_agencyId_fkey" FOREIGN KEY ("agencyId") REFERENCES "Agency"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Case" ADD CONSTRAINT "Case_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Request" ADD CONSTRAINT "Request_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

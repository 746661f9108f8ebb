-- AlterTable
ALTER TABLE "Contact" ADD COLUMN     "termTimeOnly" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "worksOn" INTEGER[] DEFAULT ARRAY[1, 2, 3, 4, 5]::INTEGER[];

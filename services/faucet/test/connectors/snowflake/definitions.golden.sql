-- create 1
CREATE TABLE "PUBLIC"."gad""gets]" ("id" NUMBER(38,0) AUTOINCREMENT NOT NULL, "label" VARCHAR(40) DEFAULT 'it''s \\ ok' NOT NULL, "amount" decimal(10, 2) DEFAULT -7.5, "since" TIMESTAMP_NTZ DEFAULT SYSDATE(), "on" BOOLEAN DEFAULT TRUE, "parent" NUMBER(38,0) COMMENT 'its ''parent''', PRIMARY KEY ("id"), FOREIGN KEY ("parent") REFERENCES "PUBLIC"."gad""gets]" ("id") ON DELETE SET NULL)
-- with: nothing

-- portable types 1
CREATE TABLE "PUBLIC"."portable" ("c0" NUMBER(10,0), "c1" NUMBER(38,0), "c2" FLOAT, "c3" FLOAT, "c4" VARCHAR, "c5" BOOLEAN, "c6" TIMESTAMP_NTZ, "c7" BINARY, "c8" VARIANT)
-- with: nothing

-- add a column 1
ALTER TABLE "PUBLIC"."gad""gets]" ADD COLUMN "note" VARCHAR(40) COMMENT 'more'
-- with: nothing

-- drop a column 1
ALTER TABLE "PUBLIC"."gad""gets]" DROP COLUMN "note"
-- with: nothing

-- rename a column 1
ALTER TABLE "PUBLIC"."gad""gets]" RENAME COLUMN "no'te" TO "re'mark]"
-- with: nothing

-- change a type 1
ALTER TABLE "PUBLIC"."gad""gets]" MODIFY COLUMN "note" SET DATA TYPE VARCHAR(80), COLUMN "note" SET NOT NULL
-- with: nothing

-- change a type 2
COMMENT ON COLUMN "PUBLIC"."gad""gets]"."note" IS 'longer'
-- with: nothing

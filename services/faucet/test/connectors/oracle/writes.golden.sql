-- rows of several shapes 1
INSERT INTO "APP"."books" ("title", "pages", "price", "ratio", "active", "born", "at", "bytes", "doc") VALUES (:1, TO_NUMBER(:2), TO_NUMBER(:3), TO_BINARY_DOUBLE(:4), TO_NUMBER(:5), TO_DATE(:6, 'YYYY-MM-DD"T"HH24:MI:SS'), TO_TIMESTAMP_TZ(:7, 'YYYY-MM-DD"T"HH24:MI:SS.FFTZH:TZM'), :8, :9) RETURNING ROWID INTO :10
-- with: "O'Neil \\ [x] 🙂", "300", "12345678901234567890.1234", "0.1", "1", "2024-02-29T00:00:00", "2024-02-11T02:30:00.125+00:00", bytes 000102ff, "{\"a\":[1,2.50]}"
-- {"outputs":["rowids"]}

-- rows of several shapes 2
INSERT INTO "APP"."books" ("title", "pages", "price", "ratio", "active", "born", "at", "bytes", "doc") VALUES (:1, DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT) RETURNING ROWID INTO :2
-- with: "b"
-- {"outputs":["rowids"]}

-- nothing but defaults 1
INSERT INTO "APP"."books" ("id") VALUES (DEFAULT) RETURNING ROWID INTO :1
-- with: nothing
-- {"outputs":["rowids"]}

-- through a view 1
INSERT INTO "APP"."shelf" ("title") VALUES (:1)
-- with: "b"

-- values of its own types 1
INSERT INTO "APP"."books" ("active", "born", "scan", "loose", "plain", "local", "span", "native", "yes", "markup") VALUES (TO_NUMBER(:1), TO_DATE(:2, 'YYYY-MM-DD"T"HH24:MI:SS'), :3, TO_NUMBER(:4), TO_TIMESTAMP(:5, 'YYYY-MM-DD"T"HH24:MI:SS.FF'), TO_TIMESTAMP_TZ(:6, 'YYYY-MM-DD"T"HH24:MI:SS.FFTZH:TZM'), TO_DSINTERVAL(:7), :8, :9, XMLTYPE(:10)) RETURNING ROWID INTO :11
-- with: "1", "2024-02-11T08:00:00", bytes 000102, "1.25", "2024-02-11T00:00:00.0", "2024-02-11T08:00:00.0+00:00", "3 04:05:06", "true", true, "<a/>"
-- {"outputs":["rowids"]}

-- an update
UPDATE "APP"."books" SET "title" = :1, "bytes" = NULL WHERE "pages" > TO_NUMBER(:2) RETURNING ROWID INTO :3
-- with: "new", "5"
-- {"outputs":["rowids"]}

-- the rows of two places
SELECT ROWIDTOCHAR(t.ROWID) AS c0, CASE WHEN t."pages" < TO_NUMBER(:1) THEN 1 ELSE 0 END AS c1, JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c2, t."scan" AS c3 FROM "APP"."books" t WHERE t.ROWID IN (CHARTOROWID(:2), CHARTOROWID(:3))
-- with: "1000", "AAA", "AAB"

-- a row that is only read
SELECT ROWIDTOCHAR(t.ROWID) AS c0, 1 AS c1, JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c2, t."scan" AS c3 FROM "APP"."books" t WHERE t."id" = TO_NUMBER(:1)
-- with: "1"

-- looking for a row to upsert
SELECT 1 FROM "APP"."books" t WHERE t."id" = TO_NUMBER(:1) FOR UPDATE
-- with: "1"

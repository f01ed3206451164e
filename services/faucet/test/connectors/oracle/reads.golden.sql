-- every column
SELECT JSON_OBJECT(KEY 'id' VALUE t."id", KEY 'title' VALUE t."title", KEY 'pages' VALUE t."pages", KEY 'price' VALUE REGEXP_REPLACE(TO_CHAR(t."price", 'TM9'), '^(-?)\.', '\10.'), KEY 'ratio' VALUE CASE WHEN t."ratio" IS NAN THEN '"NaN"' WHEN t."ratio" IS INFINITE AND t."ratio" > 0 THEN '"Infinity"' WHEN t."ratio" IS INFINITE THEN '"-Infinity"' ELSE TO_CHAR(t."ratio") END FORMAT JSON, KEY 'active' VALUE t."active", KEY 'born' VALUE TO_CHAR(t."born", 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), KEY 'at' VALUE TO_CHAR(SYS_EXTRACT_UTC(t."at"), 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"'), KEY 'bytes' VALUE REPLACE(REPLACE(UTL_RAW.CAST_TO_VARCHAR2(UTL_ENCODE.BASE64_ENCODE(t."bytes")), CHR(13)), CHR(10)), KEY 'doc' VALUE t."doc" FORMAT JSON, KEY 'notes' VALUE t."notes", KEY 'code' VALUE t."code", KEY 'loose' VALUE t."loose", KEY 'plain' VALUE TO_CHAR(t."plain", 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"'), KEY 'local' VALUE TO_CHAR(CAST(t."local" AS TIMESTAMP(9)), 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"'), KEY 'span' VALUE TO_CHAR(t."span"), KEY 'native' VALUE t."native", KEY 'yes' VALUE t."yes", KEY 'place' VALUE ROWIDTOCHAR(t."place"), KEY 'markup' VALUE XMLSERIALIZE(CONTENT t."markup" AS CLOB) NULL ON NULL RETURNING CLOB) AS c0, t."scan" AS c1 FROM "APP"."books" t FETCH NEXT :1 ROWS ONLY
-- with: 25

-- keys beside the rows
SELECT JSON_OBJECT(KEY 'title' VALUE t."title" NULL ON NULL RETURNING CLOB) AS c0, REGEXP_REPLACE(TO_CHAR(t."id", 'TM9'), '^(-?)\.', '\10.') AS c1, t."title" AS c2, REGEXP_REPLACE(TO_CHAR(t."pages", 'TM9'), '^(-?)\.', '\10.') AS c3, REGEXP_REPLACE(TO_CHAR(t."price", 'TM9'), '^(-?)\.', '\10.') AS c4, TO_CHAR(t."ratio") AS c5, REGEXP_REPLACE(TO_CHAR(t."active", 'TM9'), '^(-?)\.', '\10.') AS c6, TO_CHAR(t."born", 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS c7, TO_CHAR(SYS_EXTRACT_UTC(t."at"), 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"') AS c8, REPLACE(REPLACE(UTL_RAW.CAST_TO_VARCHAR2(UTL_ENCODE.BASE64_ENCODE(t."bytes")), CHR(13)), CHR(10)) AS c9, t."doc" AS c10, REPLACE(REPLACE(UTL_RAW.CAST_TO_VARCHAR2(UTL_ENCODE.BASE64_ENCODE(DBMS_LOB.SUBSTR(t."scan", 1000, 1))), CHR(13)), CHR(10)) AS c11, t."notes" AS c12, t."code" AS c13, REGEXP_REPLACE(TO_CHAR(t."loose", 'TM9'), '^(-?)\.', '\10.') AS c14, TO_CHAR(t."plain", 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"') AS c15, TO_CHAR(CAST(t."local" AS TIMESTAMP(9)), 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"') AS c16, TO_CHAR(t."span") AS c17, t."native" AS c18, CASE WHEN t."yes" THEN '1' WHEN NOT t."yes" THEN '0' END AS c19, ROWIDTOCHAR(t."place") AS c20, XMLSERIALIZE(CONTENT t."markup" AS CLOB) AS c21 FROM "APP"."books" t FETCH NEXT :1 ROWS ONLY
-- with: 25

-- a page in an order with nulls
SELECT JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."books" t ORDER BY t."pages", t."at" DESC, t."id" OFFSET :1 ROWS FETCH NEXT :2 ROWS ONLY
-- with: 50, 25

-- all rows
SELECT JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."books" t
-- with: nothing

-- rows after an offset
SELECT JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."books" t OFFSET :1 ROWS
-- with: 5

-- a group and a condition on it
SELECT JSON_OBJECT(KEY 'title' VALUE t."title", KEY 'n' VALUE COUNT(*), KEY 'prices' VALUE COUNT(DISTINCT t."price"), KEY 'pages' VALUE SUM(t."pages"), KEY 'mean' VALUE AVG(t."pages"), KEY 'total' VALUE REGEXP_REPLACE(TO_CHAR(SUM(t."price"), 'TM9'), '^(-?)\.', '\10.'), KEY 'last' VALUE TO_CHAR(SYS_EXTRACT_UTC(MAX(t."at")), 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"') NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."books" t GROUP BY t."title" HAVING COUNT(*) > TO_NUMBER(:1) ORDER BY COUNT(*) DESC FETCH NEXT :2 ROWS ONLY
-- with: "2", 25

-- at most three for each title
SELECT JSON_OBJECT(KEY 'id' VALUE t."id", KEY 'title' VALUE t."title" NULL ON NULL RETURNING CLOB) AS c0, t."title" AS c1 FROM (SELECT t.*, ROW_NUMBER() OVER (PARTITION BY t."title" ORDER BY t."pages") AS "row_number" FROM "APP"."books" t) t WHERE t."row_number" > :1 AND t."row_number" <= :2 ORDER BY t."row_number"
-- with: 0, 3

-- after a cursor
SELECT JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."books" t WHERE ((t."pages" > TO_NUMBER(:1) OR t."pages" IS NULL)) OR (t."pages" = TO_NUMBER(:2) AND t."id" < TO_NUMBER(:3)) FETCH NEXT :4 ROWS ONLY
-- with: "300", "300", "7", 25

-- after a cursor on null
SELECT JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."books" t WHERE (t."pages" IS NOT NULL) OR (t."pages" IS NULL AND t."id" > TO_NUMBER(:1)) FETCH NEXT :2 ROWS ONLY
-- with: "7", 25

-- comparisons of every type
SELECT JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."books" t WHERE ((t."id" = TO_NUMBER(:1)) AND (t."active" = TO_NUMBER(:2)) AND (t."born" = TO_DATE(:3, 'YYYY-MM-DD"T"HH24:MI:SS')) AND (t."bytes" = :4) AND (t."pages" <> TO_NUMBER(:5))) AND ((t."price" >= TO_NUMBER(:6)) AND (t."price" < TO_NUMBER(:7)) AND (t."ratio" <= TO_BINARY_DOUBLE(:8)) AND (t."title" > :9) AND (t."at" > TO_TIMESTAMP_TZ(:10, 'YYYY-MM-DD"T"HH24:MI:SS.FFTZH:TZM'))) FETCH NEXT :11 ROWS ONLY
-- with: "9007199254740993", "1", "2024-02-29T00:00:00", bytes 000102ff, "1.5", "12.50", "20", "1e-3", "L'Aquila", "2024-02-11T02:30:00.5+00:00", 25

-- lists and ranges
SELECT JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."books" t WHERE (t."id" IN (TO_NUMBER(:1), TO_NUMBER(:2))) OR (t."title" NOT IN (:3)) OR (1 = 0) OR (t."pages" NOT BETWEEN TO_NUMBER(:4) AND TO_NUMBER(:5)) OR (NOT (t."at" IS NULL)) OR (1 = 0) FETCH NEXT :6 ROWS ONLY
-- with: "1", "2", "a", "1", "9", 25

-- patterns
SELECT JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."books" t WHERE (t."title" LIKE :1) AND (NOT (REGEXP_REPLACE(TO_CHAR(t."pages", 'TM9'), '^(-?)\.', '\10.') LIKE :2)) AND (t."title" LIKE :3 ESCAPE '\') AND (REGEXP_REPLACE(TO_CHAR(t."price", 'TM9'), '^(-?)\.', '\10.') LIKE :4 ESCAPE '\') AND (TO_CHAR(SYS_EXTRACT_UTC(t."at"), 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"') LIKE :5 ESCAPE '\') FETCH NEXT :6 ROWS ONLY
-- with: "a%[b]_\\", "1%", "%50\\%\\_[x]\\\\%", "1%", "%Z", 25

-- some keys
SELECT JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."books" t WHERE t."id" IN (TO_NUMBER(:1), TO_NUMBER(:2)) FETCH NEXT :3 ROWS ONLY
-- with: "1", "2", 25

-- composite keys
SELECT JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."books" t WHERE (t."id" = TO_NUMBER(:1) AND t."title" = :2) OR (t."id" = TO_NUMBER(:3) AND t."title" = :4) FETCH NEXT :5 ROWS ONLY
-- with: "1", "a", "2", "b", 25

-- a count
SELECT COUNT(*) FROM "APP"."books" t WHERE t."pages" > TO_NUMBER(:1)
-- with: "100"

-- a count of all
SELECT COUNT(*) FROM "APP"."books" t
-- with: nothing

-- a delete
DELETE FROM "APP"."books" WHERE "id" = TO_NUMBER(:1)
-- with: "3"

-- names that break whoever forgets to quote
SELECT JSON_OBJECT(KEY 'i"d]' VALUE t."i""d]", KEY 'o''r`d.er' VALUE t."o'r`d.er" NULL ON NULL RETURNING CLOB) AS c0 FROM "APP"."we""ird ]table" t ORDER BY t."i""d]" DESC FETCH NEXT :1 ROWS ONLY
-- with: 1

-- literals of its own types
SELECT JSON_OBJECT(KEY 'id' VALUE t."id" NULL ON NULL RETURNING CLOB) AS c0, t."scan" AS c1 FROM "APP"."books" t WHERE (t."code" = RPAD(:1, 10)) AND (t."code" = :2) AND (t."born" = TO_TIMESTAMP(:3, 'YYYY-MM-DD"T"HH24:MI:SS.FF')) AND (t."plain" = TO_TIMESTAMP(:4, 'YYYY-MM-DD"T"HH24:MI:SS.FF')) AND (t."yes" = :5) AND (t."place" = CHARTOROWID(:6)) AND (t."loose" = TO_NUMBER(:7)) AND (t."local" > TO_TIMESTAMP_TZ(:8, 'YYYY-MM-DD"T"HH24:MI:SS.FFTZH:TZM'))
-- with: "ab", "abcdefghijk", "2024-02-11T08:00:00.5", "2024-02-11T00:00:00.0", true, "AAAR3sAAEAAAACXAAA", "1500", "2024-02-11T07:00:00.0+00:00"

-- nothing but a large object
SELECT '{}' AS c0, t."scan" AS c1 FROM "APP"."books" t
-- with: nothing

-- every column
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N',"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N',"pages":', ISNULL(CONVERT(NVARCHAR(41), t.[pages]), N'null'), N',"price":', ISNULL(N'"' + CONVERT(NVARCHAR(41), t.[price]) + N'"', N'null'), N',"ratio":', ISNULL(CONVERT(NVARCHAR(30), t.[ratio], 3), N'null'), N',"active":', CASE t.[active] WHEN 1 THEN N'true' WHEN 0 THEN N'false' ELSE N'null' END, N',"born":', ISNULL(N'"' + CONVERT(NVARCHAR(10), t.[born], 23) + N'"', N'null'), N',"at":', ISNULL(N'"' + CONVERT(NVARCHAR(33), CAST(SWITCHOFFSET(t.[at], '+00:00') AS DATETIME2(7)), 126) + N'Z' + N'"', N'null'), N',"bytes":', CASE WHEN t.[bytes] IS NULL THEN N'null' ELSE CONCAT(N'"', CASE WHEN t.[bytes] IS NOT NULL THEN ISNULL((SELECT t.[bytes] AS [*] FOR XML PATH(''), BINARY BASE64), N'') END, N'"') END, N',"doc":', ISNULL(CAST(t.[doc] AS NVARCHAR(MAX)), N'null'), N',"code":', ISNULL(N'"' + STRING_ESCAPE(t.[code], 'json') + N'"', N'null'), N',"old":', ISNULL(N'"' + CONVERT(NVARCHAR(33), t.[old], 126) + N'Z' + N'"', N'null'), N',"plain":', ISNULL(N'"' + CONVERT(NVARCHAR(33), t.[plain], 126) + N'Z' + N'"', N'null'), N',"clock":', ISNULL(N'"' + CONVERT(NVARCHAR(16), t.[clock], 121) + N'"', N'null'), N',"uid":', ISNULL(N'"' + LOWER(CONVERT(NVARCHAR(36), t.[uid])) + N'"', N'null'), N',"cash":', ISNULL(N'"' + CONVERT(NVARCHAR(30), t.[cash], 2) + N'"', N'null'), N',"version":', CASE WHEN t.[version] IS NULL THEN N'null' ELSE CONCAT(N'"', CASE WHEN t.[version] IS NOT NULL THEN ISNULL((SELECT t.[version] AS [*] FOR XML PATH(''), BINARY BASE64), N'') END, N'"') END, N',"shape":', ISNULL(N'"' + STRING_ESCAPE(t.[shape].STAsText(), 'json') + N'"', N'null'), N',"notes":', ISNULL(N'"' + STRING_ESCAPE(CAST(t.[notes] AS NVARCHAR(MAX)), 'json') + N'"', N'null'), N',"tree":', ISNULL(N'"' + STRING_ESCAPE(t.[tree].ToString(), 'json') + N'"', N'null'), N',"markup":', ISNULL(N'"' + STRING_ESCAPE(CAST(t.[markup] AS NVARCHAR(MAX)), 'json') + N'"', N'null'), N'}') AS [c0] FROM [dbo].[books] t ORDER BY (SELECT NULL) OFFSET @p1 ROWS FETCH NEXT @p2 ROWS ONLY
-- with: 0n, 25n

-- keys beside the rows
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N'}') AS [c0], CONVERT(NVARCHAR(20), t.[id]) AS [c1], t.[title] AS [c2], CONVERT(NVARCHAR(20), t.[pages]) AS [c3], CONVERT(NVARCHAR(41), t.[price]) AS [c4], CONVERT(NVARCHAR(30), t.[ratio], 3) AS [c5], CONVERT(NVARCHAR(20), t.[active]) AS [c6], CONVERT(NVARCHAR(10), t.[born], 23) AS [c7], CONVERT(NVARCHAR(33), CAST(SWITCHOFFSET(t.[at], '+00:00') AS DATETIME2(7)), 126) + N'Z' AS [c8], CASE WHEN t.[bytes] IS NOT NULL THEN ISNULL((SELECT t.[bytes] AS [*] FOR XML PATH(''), BINARY BASE64), N'') END AS [c9], CAST(t.[doc] AS NVARCHAR(MAX)) AS [c10], t.[code] AS [c11], CONVERT(NVARCHAR(33), t.[old], 126) + N'Z' AS [c12], CONVERT(NVARCHAR(33), t.[plain], 126) + N'Z' AS [c13], CONVERT(NVARCHAR(16), t.[clock], 121) AS [c14], LOWER(CONVERT(NVARCHAR(36), t.[uid])) AS [c15], CONVERT(NVARCHAR(30), t.[cash], 2) AS [c16], CASE WHEN t.[version] IS NOT NULL THEN ISNULL((SELECT t.[version] AS [*] FOR XML PATH(''), BINARY BASE64), N'') END AS [c17], t.[shape].STAsText() AS [c18], CAST(t.[notes] AS NVARCHAR(MAX)) AS [c19], t.[tree].ToString() AS [c20], CAST(t.[markup] AS NVARCHAR(MAX)) AS [c21] FROM [dbo].[books] t ORDER BY (SELECT NULL) OFFSET @p1 ROWS FETCH NEXT @p2 ROWS ONLY
-- with: 0n, 25n

-- a page in an order with nulls
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N'}') AS [c0] FROM [dbo].[books] t ORDER BY CASE WHEN t.[pages] IS NULL THEN 1 ELSE 0 END, t.[pages], CASE WHEN t.[at] IS NULL THEN 1 ELSE 0 END DESC, t.[at] DESC, t.[id] OFFSET @p1 ROWS FETCH NEXT @p2 ROWS ONLY
-- with: 50n, 25n

-- all rows
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N'}') AS [c0] FROM [dbo].[books] t
-- with: nothing

-- rows after an offset
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N'}') AS [c0] FROM [dbo].[books] t ORDER BY (SELECT NULL) OFFSET @p1 ROWS
-- with: 5n

-- a group and a condition on it
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N',"n":', ISNULL(CONVERT(NVARCHAR(41), COUNT_BIG(*)), N'null'), N',"prices":', ISNULL(CONVERT(NVARCHAR(41), COUNT_BIG(DISTINCT t.[price])), N'null'), N',"pages":', ISNULL(CONVERT(NVARCHAR(41), SUM(CAST(t.[pages] AS DECIMAL(38, 0)))), N'null'), N',"mean":', ISNULL(CONVERT(NVARCHAR(30), AVG(CAST(t.[pages] AS FLOAT)), 3), N'null'), N',"total":', ISNULL(N'"' + CONVERT(NVARCHAR(41), SUM(t.[price])) + N'"', N'null'), N',"last":', ISNULL(N'"' + CONVERT(NVARCHAR(33), CAST(SWITCHOFFSET(MAX(t.[at]), '+00:00') AS DATETIME2(7)), 126) + N'Z' + N'"', N'null'), N'}') AS [c0] FROM [dbo].[books] t GROUP BY t.[title] HAVING COUNT_BIG(*) > @p1 ORDER BY COUNT_BIG(*) DESC OFFSET @p2 ROWS FETCH NEXT @p3 ROWS ONLY
-- with: 2n, 0n, 25n

-- at most three for each title
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N',"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N'}') AS [c0], t.[title] AS [c1] FROM (SELECT t.*, ROW_NUMBER() OVER (PARTITION BY t.[title] ORDER BY CASE WHEN t.[pages] IS NULL THEN 1 ELSE 0 END, t.[pages]) AS [row_number] FROM [dbo].[books] t) t WHERE t.[row_number] > @p1 AND t.[row_number] <= @p2 ORDER BY t.[row_number]
-- with: 0, 3

-- after a cursor
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N'}') AS [c0] FROM [dbo].[books] t WHERE ((t.[pages] > @p1 OR t.[pages] IS NULL)) OR (t.[pages] = @p2 AND t.[id] < @p3) ORDER BY (SELECT NULL) OFFSET @p4 ROWS FETCH NEXT @p5 ROWS ONLY
-- with: 300n, 300n, 7n, 0n, 25n

-- after a cursor on null
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N'}') AS [c0] FROM [dbo].[books] t WHERE (t.[pages] IS NOT NULL) OR (t.[pages] IS NULL AND t.[id] > @p1) ORDER BY (SELECT NULL) OFFSET @p2 ROWS FETCH NEXT @p3 ROWS ONLY
-- with: 7n, 0n, 25n

-- comparisons of every type
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N'}') AS [c0] FROM [dbo].[books] t WHERE ((t.[id] = @p1) AND (t.[active] = @p2) AND (t.[born] = CAST(@p3 AS DATE)) AND (t.[bytes] = @p4) AND (t.[pages] <> CAST(@p5 AS DECIMAL(2, 1)))) AND ((t.[price] >= CAST(@p6 AS DECIMAL(4, 2))) AND (t.[price] < @p7) AND (t.[ratio] <= @p8) AND (t.[title] > @p9) AND (t.[at] > CAST(@p10 AS DATETIMEOFFSET(7)))) ORDER BY (SELECT NULL) OFFSET @p11 ROWS FETCH NEXT @p12 ROWS ONLY
-- with: 9007199254740993n, true, "2024-02-29", bytes 000102ff, "1.5", "12.50", 20n, 0.001, "L'Aquila", "2024-02-11T02:30:00.5Z", 0n, 25n

-- lists and ranges
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N'}') AS [c0] FROM [dbo].[books] t WHERE (t.[id] IN (@p1, @p2)) OR (t.[title] NOT IN (@p3)) OR (1 = 0) OR (t.[pages] NOT BETWEEN @p4 AND @p5) OR (NOT (t.[at] IS NULL)) OR (1 = 0) ORDER BY (SELECT NULL) OFFSET @p6 ROWS FETCH NEXT @p7 ROWS ONLY
-- with: 1n, 2n, "a", 1n, 9n, 0n, 25n

-- patterns
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N'}') AS [c0] FROM [dbo].[books] t WHERE (t.[title] LIKE REPLACE(@p1, N'[', N'[[]')) AND (NOT (CONVERT(NVARCHAR(20), t.[pages]) LIKE REPLACE(@p2, N'[', N'[[]'))) AND (t.[title] LIKE REPLACE(@p3, N'[', N'\[') ESCAPE N'\') AND (CONVERT(NVARCHAR(41), t.[price]) LIKE REPLACE(@p4, N'[', N'\[') ESCAPE N'\') AND (CONVERT(NVARCHAR(33), CAST(SWITCHOFFSET(t.[at], '+00:00') AS DATETIME2(7)), 126) + N'Z' LIKE REPLACE(@p5, N'[', N'\[') ESCAPE N'\') ORDER BY (SELECT NULL) OFFSET @p6 ROWS FETCH NEXT @p7 ROWS ONLY
-- with: "a%[b]_\\", "1%", "%50\\%\\_[x]\\\\%", "1%", "%Z", 0n, 25n

-- some keys
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N'}') AS [c0] FROM [dbo].[books] t WHERE t.[id] IN (@p1, @p2) ORDER BY (SELECT NULL) OFFSET @p3 ROWS FETCH NEXT @p4 ROWS ONLY
-- with: 1n, 2n, 0n, 25n

-- composite keys
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N'}') AS [c0] FROM [dbo].[books] t WHERE (t.[id] = @p1 AND t.[title] = @p2) OR (t.[id] = @p3 AND t.[title] = @p4) ORDER BY (SELECT NULL) OFFSET @p5 ROWS FETCH NEXT @p6 ROWS ONLY
-- with: 1n, "a", 2n, "b", 0n, 25n

-- a count
SELECT COUNT(*) FROM [dbo].[books] t WHERE t.[pages] > @p1
-- with: 100n

-- a count of all
SELECT COUNT(*) FROM [dbo].[books] t
-- with: nothing

-- a delete
DELETE FROM [dbo].[books] WHERE [id] = @p1
-- with: 3n

-- names that break whoever forgets to quote
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"i\"d]":', ISNULL(CONVERT(NVARCHAR(41), t.[i"d]]]), N'null'), N',"o''r`d.er":', ISNULL(N'"' + STRING_ESCAPE(t.[o'r`d.er], 'json') + N'"', N'null'), N'}') AS [c0] FROM [dbo].[we"ird ]]table] t WHERE t.[o'r`d.er] = CAST(@p1 AS VARCHAR(8000)) ORDER BY t.[i"d]]] DESC OFFSET @p2 ROWS FETCH NEXT @p3 ROWS ONLY
-- with: "x", 0n, 1n

-- literals of its own types
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N'}') AS [c0] FROM [dbo].[books] t WHERE (t.[code] = CAST(@p1 AS VARCHAR(8000))) AND (t.[code] = @p2) AND (t.[old] = CAST(CAST(@p3 AS DATETIME2(7)) AS DATETIME)) AND (t.[plain] = CAST(@p4 AS DATETIME2(7))) AND (t.[clock] = CAST(@p5 AS TIME(7))) AND (t.[uid] = CAST(@p6 AS UNIQUEIDENTIFIER)) AND (t.[cash] > @p7)
-- with: "plain", "ü", "2024-02-11T08:00:00.003", "2024-02-11T00:00:00", "08:30:00", "6F9619FF-8B86-D011-B42D-00C04FC964FF", 5n

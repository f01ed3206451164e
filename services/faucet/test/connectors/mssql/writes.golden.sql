-- rows of several shapes 1
SET NOCOUNT ON;
DECLARE @written TABLE ([n] INT IDENTITY(1, 1) PRIMARY KEY, [id] bigint);
INSERT INTO [dbo].[books] ([title], [pages], [price], [ratio], [active], [born], [at], [bytes], [doc]) OUTPUT INSERTED.[id] INTO @written ([id]) VALUES (@p1, @p2, CAST(@p3 AS DECIMAL(24, 4)), @p4, @p5, CAST(@p6 AS DATE), CAST(@p7 AS DATETIMEOFFSET(7)), @p8, @p9);
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N',"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N'}') AS [c0], 1 AS [c1] FROM @written w JOIN [dbo].[books] t ON t.[id] = w.[id] ORDER BY w.[n];
-- with: "O'Neil \\ [x] 🙂", 300n, "12345678901234567890.1234", 0.1, true, "2024-02-29", "2024-02-11T02:30:00.125Z", bytes 000102ff, "{\"a\":[1,2.50]}"

-- rows of several shapes 2
SET NOCOUNT ON;
DECLARE @written TABLE ([n] INT IDENTITY(1, 1) PRIMARY KEY, [id] bigint);
INSERT INTO [dbo].[books] ([title]) OUTPUT INSERTED.[id] INTO @written ([id]) VALUES (@p1);
INSERT INTO [dbo].[books] ([title]) OUTPUT INSERTED.[id] INTO @written ([id]) VALUES (@p2);
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N',"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N'}') AS [c0], 1 AS [c1] FROM @written w JOIN [dbo].[books] t ON t.[id] = w.[id] ORDER BY w.[n];
-- with: "b", "c"

-- an id of the caller 1
SET NOCOUNT ON;
DECLARE @written TABLE ([n] INT IDENTITY(1, 1) PRIMARY KEY, [id] bigint);
SET IDENTITY_INSERT [dbo].[books] ON;
BEGIN TRY
INSERT INTO [dbo].[books] ([id], [title]) OUTPUT INSERTED.[id] INTO @written ([id]) VALUES (@p1, NULL);
END TRY
BEGIN CATCH SET IDENTITY_INSERT [dbo].[books] OFF; THROW; END CATCH;
SET IDENTITY_INSERT [dbo].[books] OFF;
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N',"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N'}') AS [c0], CASE WHEN t.[pages] < @p2 THEN 1 ELSE 0 END AS [c1] FROM @written w JOIN [dbo].[books] t ON t.[id] = w.[id] ORDER BY w.[n];
-- with: 7n, 1000n

-- nothing but defaults 1
SET NOCOUNT ON;
DECLARE @written TABLE ([n] INT IDENTITY(1, 1) PRIMARY KEY, [id] bigint);
INSERT INTO [dbo].[books] OUTPUT INSERTED.[id] INTO @written ([id]) DEFAULT VALUES;
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N',"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N'}') AS [c0], 1 AS [c1] FROM @written w JOIN [dbo].[books] t ON t.[id] = w.[id] ORDER BY w.[n];
-- with: nothing

-- a table without a key 1
SET NOCOUNT ON;
DECLARE @written TABLE ([n] INT IDENTITY(1, 1) PRIMARY KEY, [id] bigint, [title] nvarchar(200), [pages] int, [price] decimal(30,10), [ratio] float, [active] bit, [born] date, [at] datetimeoffset(7), [bytes] varbinary(max), [doc] json, [code] varchar(20), [old] datetime, [plain] datetime2(7), [clock] time(7), [uid] uniqueidentifier, [cash] money, [version] binary(8), [shape] geography, [tree] hierarchyid, [markup] xml);
INSERT INTO [dbo].[log] ([title]) OUTPUT INSERTED.[id], INSERTED.[title], INSERTED.[pages], INSERTED.[price], INSERTED.[ratio], INSERTED.[active], INSERTED.[born], INSERTED.[at], INSERTED.[bytes], INSERTED.[doc], INSERTED.[code], INSERTED.[old], INSERTED.[plain], INSERTED.[clock], INSERTED.[uid], INSERTED.[cash], INSERTED.[version], INSERTED.[shape], INSERTED.[tree], INSERTED.[markup] INTO @written ([id], [title], [pages], [price], [ratio], [active], [born], [at], [bytes], [doc], [code], [old], [plain], [clock], [uid], [cash], [version], [shape], [tree], [markup]) VALUES (@p1);
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N',"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N'}') AS [c0], 1 AS [c1] FROM @written t ORDER BY t.[n];
-- with: "a"

-- values of its own types 1
SET NOCOUNT ON;
DECLARE @written TABLE ([n] INT IDENTITY(1, 1) PRIMARY KEY, [id] bigint);
INSERT INTO [dbo].[books] ([price], [old], [plain], [clock], [uid], [cash], [shape], [tree], [markup]) OUTPUT INSERTED.[id] INTO @written ([id]) VALUES (CAST(@p1 AS DECIMAL(4, 0)), CAST(@p2 AS DATETIME2(7)), CAST(@p3 AS DATETIME2(7)), CAST(@p4 AS TIME(7)), CAST(@p5 AS UNIQUEIDENTIFIER), CAST(@p6 AS DECIMAL(2, 1)), geography::STGeomFromText(@p7, 4326), @p8, @p9);
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N',"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N',"pages":', ISNULL(CONVERT(NVARCHAR(41), t.[pages]), N'null'), N',"price":', ISNULL(N'"' + CONVERT(NVARCHAR(41), t.[price]) + N'"', N'null'), N',"ratio":', ISNULL(CONVERT(NVARCHAR(30), t.[ratio], 3), N'null'), N',"active":', CASE t.[active] WHEN 1 THEN N'true' WHEN 0 THEN N'false' ELSE N'null' END, N',"born":', ISNULL(N'"' + CONVERT(NVARCHAR(10), t.[born], 23) + N'"', N'null'), N',"at":', ISNULL(N'"' + CONVERT(NVARCHAR(33), CAST(SWITCHOFFSET(t.[at], '+00:00') AS DATETIME2(7)), 126) + N'Z' + N'"', N'null'), N',"bytes":', CASE WHEN t.[bytes] IS NULL THEN N'null' ELSE CONCAT(N'"', CASE WHEN t.[bytes] IS NOT NULL THEN ISNULL((SELECT t.[bytes] AS [*] FOR XML PATH(''), BINARY BASE64), N'') END, N'"') END, N',"doc":', ISNULL(CAST(t.[doc] AS NVARCHAR(MAX)), N'null'), N',"code":', ISNULL(N'"' + STRING_ESCAPE(t.[code], 'json') + N'"', N'null'), N',"old":', ISNULL(N'"' + CONVERT(NVARCHAR(33), t.[old], 126) + N'Z' + N'"', N'null'), N',"plain":', ISNULL(N'"' + CONVERT(NVARCHAR(33), t.[plain], 126) + N'Z' + N'"', N'null'), N',"clock":', ISNULL(N'"' + CONVERT(NVARCHAR(16), t.[clock], 121) + N'"', N'null'), N',"uid":', ISNULL(N'"' + LOWER(CONVERT(NVARCHAR(36), t.[uid])) + N'"', N'null'), N',"cash":', ISNULL(N'"' + CONVERT(NVARCHAR(30), t.[cash], 2) + N'"', N'null'), N',"version":', CASE WHEN t.[version] IS NULL THEN N'null' ELSE CONCAT(N'"', CASE WHEN t.[version] IS NOT NULL THEN ISNULL((SELECT t.[version] AS [*] FOR XML PATH(''), BINARY BASE64), N'') END, N'"') END, N',"shape":', ISNULL(N'"' + STRING_ESCAPE(t.[shape].STAsText(), 'json') + N'"', N'null'), N',"notes":', ISNULL(N'"' + STRING_ESCAPE(CAST(t.[notes] AS NVARCHAR(MAX)), 'json') + N'"', N'null'), N',"tree":', ISNULL(N'"' + STRING_ESCAPE(t.[tree].ToString(), 'json') + N'"', N'null'), N',"markup":', ISNULL(N'"' + STRING_ESCAPE(CAST(t.[markup] AS NVARCHAR(MAX)), 'json') + N'"', N'null'), N'}') AS [c0], 1 AS [c1] FROM @written w JOIN [dbo].[books] t ON t.[id] = w.[id] ORDER BY w.[n];
-- with: "1500", "2024-02-11T08:00:00.003", "2024-02-11T10:00:00.1234567", "08:30:00", "6F9619FF-8B86-D011-B42D-00C04FC964FF", "1.5", "POINT(1 2)", "/1/", "<a/>"

-- an update of rows with a composite key
SET NOCOUNT ON;
DECLARE @written TABLE ([n] INT IDENTITY(1, 1) PRIMARY KEY, [code] varchar(20), [id] bigint);
UPDATE [dbo].[editions] SET [code] = @p1 OUTPUT INSERTED.[code], INSERTED.[id] INTO @written ([code], [id]) WHERE ([code] = CAST(@p2 AS VARCHAR(8000)) AND [id] = @p3);
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N',"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N'}') AS [c0], 1 AS [c1] FROM @written w JOIN [dbo].[editions] t ON t.[code] = w.[code] COLLATE DATABASE_DEFAULT AND t.[id] = w.[id] ORDER BY w.[n];
-- with: "b", "a", 1n

-- an update that is checked
SET NOCOUNT ON;
DECLARE @written TABLE ([n] INT IDENTITY(1, 1) PRIMARY KEY, [id] bigint);
UPDATE [dbo].[books] SET [title] = @p1, [bytes] = NULL OUTPUT INSERTED.[id] INTO @written ([id]) WHERE [pages] > @p2;
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N',"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N'}') AS [c0], CASE WHEN t.[pages] < @p3 THEN 1 ELSE 0 END AS [c1] FROM @written w JOIN [dbo].[books] t ON t.[id] = w.[id] ORDER BY w.[n];
-- with: "new", 5n, 1000n

-- looking for a row to upsert
SELECT COUNT_BIG(*) FROM [dbo].[books] t WITH (UPDLOCK, SERIALIZABLE) WHERE t.[id] = @p1
-- with: 1n

-- a row that is only read
SELECT CONCAT(CAST(N'' AS NVARCHAR(MAX)), N'{"id":', ISNULL(CONVERT(NVARCHAR(41), t.[id]), N'null'), N',"title":', ISNULL(N'"' + STRING_ESCAPE(t.[title], 'json') + N'"', N'null'), N'}') AS [c0], CASE WHEN t.[pages] < @p1 THEN 1 ELSE 0 END AS [c1] FROM [dbo].[books] t WHERE t.[id] = @p2
-- with: 1000n, 1n

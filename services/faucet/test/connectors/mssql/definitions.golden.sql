-- create 1
CREATE TABLE [dbo].[gad"gets]]] ([id] BIGINT IDENTITY(1,1) NOT NULL, [label] NVARCHAR(40) NOT NULL DEFAULT N'it''s \ ok', [amount] decimal(10, 2) NULL DEFAULT -7.5, [since] DATETIME2 NULL DEFAULT SYSUTCDATETIME(), [on] BIT NULL DEFAULT 1, [parent] BIGINT NULL, PRIMARY KEY ([id]), FOREIGN KEY ([parent]) REFERENCES [dbo].[gad"gets]]] ([id]) ON DELETE SET NULL)
-- with: nothing

-- create 2
IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty(N'MS_Description', N'SCHEMA', @p2, N'TABLE', @p3, N'COLUMN', @p4)) EXEC sys.sp_updateextendedproperty @name = N'MS_Description', @value = @p1, @level0type = N'SCHEMA', @level0name = @p2, @level1type = N'TABLE', @level1name = @p3, @level2type = N'COLUMN', @level2name = @p4; ELSE EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = @p1, @level0type = N'SCHEMA', @level0name = @p2, @level1type = N'TABLE', @level1name = @p3, @level2type = N'COLUMN', @level2name = @p4;
-- with: "its 'parent'", "dbo", "gad\"gets]", "parent"

-- portable types 1
CREATE TABLE [dbo].[portable] ([c0] INT NULL, [c1] BIGINT NULL, [c2] REAL NULL, [c3] FLOAT NULL, [c4] NVARCHAR(MAX) NULL, [c5] BIT NULL, [c6] DATETIME2 NULL, [c7] VARBINARY(MAX) NULL, [c8] NVARCHAR(MAX) NULL)
-- with: nothing

-- add a column 1
ALTER TABLE [dbo].[gad"gets]]] ADD [note] NVARCHAR(40) NULL
-- with: nothing

-- add a column 2
IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty(N'MS_Description', N'SCHEMA', @p2, N'TABLE', @p3, N'COLUMN', @p4)) EXEC sys.sp_updateextendedproperty @name = N'MS_Description', @value = @p1, @level0type = N'SCHEMA', @level0name = @p2, @level1type = N'TABLE', @level1name = @p3, @level2type = N'COLUMN', @level2name = @p4; ELSE EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = @p1, @level0type = N'SCHEMA', @level0name = @p2, @level1type = N'TABLE', @level1name = @p3, @level2type = N'COLUMN', @level2name = @p4;
-- with: "more", "dbo", "gad\"gets]", "note"

-- drop a column 1
DECLARE @name SYSNAME = (SELECT d.name FROM sys.default_constraints d JOIN sys.columns c
  ON c.object_id = d.parent_object_id AND c.column_id = d.parent_column_id
  WHERE d.parent_object_id = OBJECT_ID(@p1) AND c.name = @p2);
DECLARE @drop NVARCHAR(MAX) = N'ALTER TABLE ' + @p1 + N' DROP CONSTRAINT ' + QUOTENAME(@name);
IF @drop IS NOT NULL EXEC sys.sp_executesql @drop;
-- with: "[dbo].[gad\"gets]]]", "note"

-- drop a column 2
ALTER TABLE [dbo].[gad"gets]]] DROP COLUMN [note]
-- with: nothing

-- rename a column 1
EXEC sys.sp_rename @p1, @p2, N'COLUMN'
-- with: "[dbo].[gad\"gets]]].[no'te]", "re'mark]"

-- change a type 1
ALTER TABLE [dbo].[gad"gets]]] ALTER COLUMN [note] NVARCHAR(80) NOT NULL
-- with: nothing

-- change a type 2
IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty(N'MS_Description', N'SCHEMA', @p2, N'TABLE', @p3, N'COLUMN', @p4)) EXEC sys.sp_updateextendedproperty @name = N'MS_Description', @value = @p1, @level0type = N'SCHEMA', @level0name = @p2, @level1type = N'TABLE', @level1name = @p3, @level2type = N'COLUMN', @level2name = @p4; ELSE EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = @p1, @level0type = N'SCHEMA', @level0name = @p2, @level1type = N'TABLE', @level1name = @p3, @level2type = N'COLUMN', @level2name = @p4;
-- with: "longer", "dbo", "gad\"gets]", "note"

-- change a default 1
DECLARE @name SYSNAME = (SELECT d.name FROM sys.default_constraints d JOIN sys.columns c
  ON c.object_id = d.parent_object_id AND c.column_id = d.parent_column_id
  WHERE d.parent_object_id = OBJECT_ID(@p1) AND c.name = @p2);
DECLARE @drop NVARCHAR(MAX) = N'ALTER TABLE ' + @p1 + N' DROP CONSTRAINT ' + QUOTENAME(@name);
IF @drop IS NOT NULL EXEC sys.sp_executesql @drop;
-- with: "[dbo].[gad\"gets]]]", "note"

-- change a default 2
ALTER TABLE [dbo].[gad"gets]]] ALTER COLUMN [note] NVARCHAR(40) NULL
-- with: nothing

-- change a default 3
ALTER TABLE [dbo].[gad"gets]]] ADD DEFAULT N'new' FOR [note]
-- with: nothing

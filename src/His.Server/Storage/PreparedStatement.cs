using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace His.Server.Storage;

/// <summary>
/// A prepared statement whose parameters are bound in their order. A command of ADO.NET looks up each parameter by its name and boxes its
/// value, which for a row of the journal costs more than the insertion. Not thread-safe.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly sqlite3 _file;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[256];
    private int _bound;

    /// <summary>Prepares a statement.</summary>
    /// <param name="file">The open connection.</param>
    /// <param name="sql">The statement, with parameters <c>?1</c>, <c>?2</c> and so on.</param>
    /// <exception cref="SqliteException">The statement is wrong.</exception>
    public PreparedStatement(SqliteConnection file, string sql)
    {
        _file = file.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_file, sql, out _statement), _file);
    }

    /// <summary>Binds the next parameter; null is <c>NULL</c>.</summary>
    public PreparedStatement Bind(long? number) =>
        Bound(number is { } value ? raw.sqlite3_bind_int64(_statement, ++_bound, value) : raw.sqlite3_bind_null(_statement, ++_bound));

    /// <inheritdoc cref="Bind(long?)"/>
    public PreparedStatement Bind(string? text)
    {
        if (text is null)
        {
            return Bound(raw.sqlite3_bind_null(_statement, ++_bound));
        }

        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (longest > _text.Length)
        {
            _text = new byte[longest];
        }

        return BindText(_text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text)));
    }

    /// <summary>Binds the next parameter to a text in UTF-8.</summary>
    public PreparedStatement BindText(ReadOnlySpan<byte> utf8) => Bound(raw.sqlite3_bind_text(_statement, ++_bound, utf8));

    /// <summary>Binds the next parameter to bytes.</summary>
    public PreparedStatement BindBlob(ReadOnlySpan<byte> bytes) => Bound(raw.sqlite3_bind_blob(_statement, ++_bound, bytes));

    /// <summary>Runs the statement with the bound parameters.</summary>
    /// <returns>The number of rows that have changed.</returns>
    /// <exception cref="SqliteException">The disk is full or broken, or a value is not allowed.</exception>
    public int Execute()
    {
        _bound = 0;
        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(result, _file);
        }

        return raw.sqlite3_changes(_file);
    }

    public void Dispose() => _statement.Dispose();

    private PreparedStatement Bound(int result)
    {
        SqliteException.ThrowExceptionForRC(result, _file);
        return this;
    }
}

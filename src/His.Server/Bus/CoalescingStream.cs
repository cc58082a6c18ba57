using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace His.Server.Bus;

/// <summary>
/// Write-coalescing stream below a WebSocket: defers the flush while more messages are queued. The socket flushes after each message, and a
/// session often sends several at once. Not thread-safe: the socket makes one call at a time.
/// </summary>
internal sealed class CoalescingStream(Stream stream) : Stream
{
    // Maximum number of bytes to buffer, so that a slow client does not hold more memory.
    private const int Max = 16 * 1024;

    private byte[]? _kept;
    private int _length;

    /// <summary>Whether another message follows at once, so that the flush of this one is deferred.</summary>
    public bool HasMore { get; set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        stream.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_kept is null && !HasMore)
        {
            return stream.WriteAsync(buffer, cancellationToken); // a single message: no need to copy it
        }

        if (_length + buffer.Length > Max)
        {
            return WriteAllAsync(buffer, cancellationToken);
        }

        _kept ??= ArrayPool<byte>.Shared.Rent(Max);
        buffer.CopyTo(_kept.AsMemory(_length));
        _length += buffer.Length;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        HasMore || _kept is null ? Task.CompletedTask : WriteAllAsync(ReadOnlyMemory<byte>.Empty, cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask WriteAllAsync(ReadOnlyMemory<byte> last, CancellationToken cancellationToken)
    {
        if (_kept is not null)
        {
            await stream.WriteAsync(_kept.AsMemory(0, _length), cancellationToken);
            ArrayPool<byte>.Shared.Return(_kept);
            (_kept, _length) = (null, 0);
        }

        if (!last.IsEmpty)
        {
            await stream.WriteAsync(last, cancellationToken);
        }
    }

    /// <summary>Upgrades to a WebSocket over a <see cref="CoalescingStream"/>.</summary>
    public sealed class Upgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
    {
        /// <summary>The stream; <see langword="null"/> before the upgrade.</summary>
        public CoalescingStream? Output { get; private set; }

        /// <inheritdoc/>
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        /// <inheritdoc/>
        public async Task<Stream> UpgradeAsync() => Output = new CoalescingStream(await inner.UpgradeAsync());

        /// <summary>Middleware that wraps the upgrade feature; it must run before the WebSocket middleware.</summary>
        public static Task UseAsync(HttpContext context, RequestDelegate next)
        {
            if (context.Features.Get<IHttpUpgradeFeature>() is { } feature)
            {
                context.Features.Set<IHttpUpgradeFeature>(new Upgrade(feature));
            }

            return next(context);
        }
    }
}

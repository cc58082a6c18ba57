using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace His.Server.Bus;

/// <summary>
/// The way out of a WebSocket. The socket flushes after each message, and a session says several together: while more is to come
/// flushing waits, and all of it leaves in one piece. Everything here is called by the socket, one call at a time.
/// </summary>
internal sealed class CoalescingStream(Stream stream) : Stream
{
    // Beyond this nothing is kept back: a slow client is no reason to hold more.
    private const int Max = 16 * 1024;

    private byte[]? _kept;
    private int _length;

    /// <summary>Whether another message follows at once, so that this one may wait for it.</summary>
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
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => stream.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_kept is null && !HasMore)
        {
            return stream.WriteAsync(buffer, cancellationToken); // alone: no need to copy it
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

    /// <summary>The upgrade to a WebSocket with this way out.</summary>
    public sealed class Upgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
    {
        /// <summary>The way out, once there is one.</summary>
        public CoalescingStream? Output { get; private set; }

        /// <inheritdoc/>
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        /// <inheritdoc/>
        public async Task<Stream> UpgradeAsync() => Output = new CoalescingStream(await inner.UpgradeAsync());

        /// <summary>Puts it before what makes WebSockets.</summary>
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

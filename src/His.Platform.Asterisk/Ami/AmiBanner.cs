using System.Text;

namespace His.Platform.Asterisk.Ami;

/// <summary>The greeting line of a manager interface.</summary>
internal static class AmiBanner
{
    private const string Expected = "Asterisk Call Manager/";
    private const int MaxBytes = 128;

    /// <summary>Reads the greeting, and not one byte more: everything after it belongs to the messages.</summary>
    /// <exception cref="AmiLinkLostException">The other end is not a manager interface.</exception>
    public static async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new byte[MaxBytes];
        for (var length = 0; length < MaxBytes; length++)
        {
            if (await stream.ReadAsync(line.AsMemory(length, 1), cancellationToken) == 0)
            {
                throw new AmiLinkLostException("the connection was closed before the banner");
            }

            if (line[length] != '\n')
            {
                continue;
            }

            if (Encoding.ASCII.GetString(line, 0, length).StartsWith(Expected, StringComparison.Ordinal))
            {
                return;
            }

            break;
        }

        throw new AmiLinkLostException("no manager interface at this address");
    }
}

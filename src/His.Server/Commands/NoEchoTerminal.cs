using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace His.Server.Commands;

/// <summary>
/// While it lives the terminal shows nothing of what is typed, from before the first question on: <see cref="Console.ReadKey(bool)"/>
/// hides only what is typed while it waits, and who types fast, or pastes, is seen. So lines are read from it directly, and the
/// terminal itself knows the backspace. When HIS ends in between, .NET puts the terminal back as it found it. Known for Linux;
/// elsewhere there is <see cref="Console.ReadKey(bool)"/>.
/// </summary>
internal sealed class NoEchoTerminal : IDisposable
{
    private const int StandardInput = 0;
    private const int MaxItemsPerRun = 0; // TCSANOW
    private const int LocalFlags = 3 * sizeof(uint); // behind the input, output and control flags
    private const byte Echo = 0x08;

    private readonly byte[] _before = new byte[256]; // struct termios has 60 bytes
    private readonly StreamReader? _lines;
    private readonly bool _isSilent;

    public NoEchoTerminal()
    {
        _ = Console.Error; // .NET looks at the terminal now, while it is as the user has it
        if (!OperatingSystem.IsLinux() || GetAttributes(StandardInput, _before) != 0)
        {
            return;
        }

        var silent = (byte[])_before.Clone();
        silent[LocalFlags] &= unchecked((byte)~Echo);
        _isSilent = SetAttributes(StandardInput, MaxItemsPerRun, silent) == 0;
        _lines = _isSilent ? new StreamReader(new FileStream(new SafeFileHandle(StandardInput, ownsHandle: false), FileAccess.Read, bufferSize: 0)) : null;
    }

    /// <summary>The next line; empty when there is none any more.</summary>
    public string ReadLine() => _lines is not null ? _lines.ReadLine() ?? "" : ReadKeys();

    public void Dispose()
    {
        _lines?.Dispose();
        if (_isSilent)
        {
            _ = SetAttributes(StandardInput, MaxItemsPerRun, _before);
        }
    }

    private static string ReadKeys()
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length -= Math.Min(typed.Length, typed.Length > 1 && char.IsLowSurrogate(typed[^1]) ? 2 : 1);
            }
            else if (key.KeyChar != 0)
            {
                typed.Append(key.KeyChar);
            }
        }

        return typed.ToString();
    }

    [DllImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetAttributes(int file, [Out] byte[] attributes);

    [DllImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAttributes(int file, int when, [In] byte[] attributes);
}

using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace His.Server.Commands;

/// <summary>
/// Turns off the terminal's echo until disposed, from before the first prompt: <see cref="Console.ReadKey(bool)"/> hides only what is typed
/// while it waits, so fast typing or a paste would be visible. Lines are therefore read directly, and the terminal itself handles
/// backspace. If HIS ends in between, .NET restores the terminal. Implemented for Linux; elsewhere <see cref="Console.ReadKey(bool)"/> is
/// used.
/// </summary>
internal sealed class NoEchoTerminal : IDisposable
{
    private const int StandardInput = 0;
    private const int MaxItemsPerRun = 0; // TCSANOW
    private const int LocalFlags = 3 * sizeof(uint); // after the input, output and control flags
    private const byte Echo = 0x08;

    private readonly byte[] _before = new byte[256]; // struct termios has 60 bytes
    private readonly StreamReader? _lines;
    private readonly bool _isSilent;

    public NoEchoTerminal()
    {
        _ = Console.Error; // makes .NET save the terminal's state before it is changed
        if (!OperatingSystem.IsLinux() || GetAttributes(StandardInput, _before) != 0)
        {
            return;
        }

        var silent = (byte[])_before.Clone();
        silent[LocalFlags] &= unchecked((byte)~Echo);
        _isSilent = SetAttributes(StandardInput, MaxItemsPerRun, silent) == 0;
        _lines = _isSilent
            ? new StreamReader(new FileStream(new SafeFileHandle(StandardInput, ownsHandle: false), FileAccess.Read, bufferSize: 0))
            : null;
    }

    /// <summary>Reads the next line; empty at the end of the input.</summary>
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

namespace His.Platform.Asterisk.Ami;

/// <summary>The switch refused what this platform cannot work without: the account is wrong or lacks a privilege.</summary>
internal sealed class AmiRefusedException(string switchError) : Exception(switchError);

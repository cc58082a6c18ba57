namespace His.Platform.Asterisk.Ami;

/// <summary>The switch refused an action that this platform requires: the account is wrong or lacks a privilege.</summary>
internal sealed class AmiRefusedException(string switchError) : Exception(switchError);

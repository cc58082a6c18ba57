using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using His.Platform;

namespace His.Tests;

/// <summary>What a vendor implements changes only when somebody means it: the public face of His.Platform is approved as a text.</summary>
public class PublicApiTests
{
    [Fact]
    public void WhatAVendorImplements_IsTheApprovedText()
    {
        var text = Describe(typeof(IPlatform).Assembly);
        if (Environment.GetEnvironmentVariable("HIS_APPROVE") == "1")
        {
            File.WriteAllText(Approved(), text);
        }

        Assert.Equal(File.ReadAllText(Approved()), text);
    }

    private static string Approved([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Transcripts", "His.Platform.api.txt");

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(type.FullName).Append('\n');
            var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(member => member is not MethodBase { IsSpecialName: true, IsConstructor: false } and not TypeInfo)
                .Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute)) || member is PropertyInfo)
                .Select(member => member.ToString()!)
                .Where(member => !member.Contains('$') && !member.Contains("value__"))
                .Order(StringComparer.Ordinal);
            foreach (var member in members)
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true } => "abstract class",
        _ => "class",
    };
}

namespace BatteryCrm.Tests.Rules;

/// <summary>Names say what a thing is; these say nothing.</summary>
public sealed class NamesTests
{
    private static readonly string[] Banned = ["Service", "Manager", "Helper", "Helpers", "Repository", "Util", "Utils", "Utilities", "Info", "Base"];

    // The specification's own word: a service of the price list.
    private static readonly string[] OfTheSpecification = ["BatteryCrm.Data.Catalog.Service"];

    [Fact]
    public void Types_Never_EndInAWordWithoutMeaning()
    {
        var wrong = new[] { typeof(BatteryCrm.Data.CrmDb), typeof(Web.Links), typeof(NamesTests) }.SelectMany(t => t.Assembly.GetTypes())
            .Where(t => t.FullName!.StartsWith("BatteryCrm.", StringComparison.Ordinal) && !t.Name.Contains('<', StringComparison.Ordinal))
            .Where(t => Banned.Any(b => t.Name.Split('`')[0].EndsWith(b, StringComparison.Ordinal)) && !OfTheSpecification.Contains(t.FullName))
            .Select(t => t.FullName).ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Handlers_ThatWait_SayAsync()
    {
        var wrong = new[] { typeof(BatteryCrm.Data.CrmDb), typeof(Web.Links) }.SelectMany(t => t.Assembly.GetTypes())
            .Where(t => t.FullName!.StartsWith("BatteryCrm.", StringComparison.Ordinal) && !t.Name.Contains('<', StringComparison.Ordinal) && !typeof(Delegate).IsAssignableFrom(t))
            .SelectMany(t => t.GetMethods(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.DeclaredOnly))
            .Where(m => typeof(Task).IsAssignableFrom(m.ReturnType) && !m.Name.EndsWith("Async", StringComparison.Ordinal) && !m.IsSpecialName && !IsContract(m))
            .Select(m => $"{m.DeclaringType!.FullName}.{m.Name}").ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // Named by somebody else: interfaces and base classes of libraries, and what ASP.NET calls by convention.
    private static bool IsContract(System.Reflection.MethodInfo method) =>
        method.GetBaseDefinition().DeclaringType != method.DeclaringType
        || method.Name is "Invoke"
        || method.DeclaringType!.GetInterfaces().Where(i => !i.FullName!.StartsWith("BatteryCrm.", StringComparison.Ordinal)).SelectMany(i => i.GetMethods()).Any(m => m.Name == method.Name);
}

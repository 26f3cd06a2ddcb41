using System.Reflection;
using BatteryCrm.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Rules;

/// <summary>The ways into the database: a factory for one unit of work; all tenants at once only for those who serve all.</summary>
public sealed class DatabaseAccessTests
{
    private static readonly string[] Workers = ["Intake", "Live", "Outbound", "Reminders", "Bulk", "People", "Assist", "Integrations"];

    // These hand the pools out, or read the key ring and refuse mighty users before anything is served.
    private static readonly string[] Setup =
        ["BatteryCrm.Web.Security.ServingDatabase", "BatteryCrm.Web.Security.DatabaseGate", "BatteryCrm.Web.Security.KeyRingSetup", "BatteryCrm.Web.Security.KeyRingStore",
            "BatteryCrm.Web.Cli.CommandServices"];

    [Fact]
    public void WorkersDatabase_OfAllTenants_IsUsedByThoseWhoServeAllOnly()
    {
        var wrong = Uses.Web
            .Where(u => u.Used == typeof(WorkerDb).FullName || (u.Used == typeof(CrmDataSources).FullName && u.Member is "get_Worker" or "get_ListenConnectionString"))
            .Select(u => u.User).Distinct().Where(u => !Workers.Contains(u.Split('.')[2]) && !Setup.Contains(u)).ToList();

        Assert.True(wrong.Count == 0, "These see all tenants: " + string.Join(", ", wrong));
    }

    // Signing in is Identity's work: its store, and what joins its transaction in a scope made for that attempt alone.
    private static readonly string[] Identitys = ["BatteryCrm.Web.Security.OperatorStore", "BatteryCrm.Web.Security.OperatorSignIn"];

    private static readonly string[] JoinIdentity = ["BatteryCrm.Web.Screens.SignIn.SignInAttempt", "BatteryCrm.Web.Screens.SignIn.NewPasswordAttempt", "BatteryCrm.Web.Screens.Operators.OperatorActions", "BatteryCrm.Web.Cli."];

    // A context lives for one unit of work, so it is neither injected nor kept.
    [Fact]
    public void Context_IsMadeByAFactory_NeverInjectedOrKept()
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var wrong = new List<string>();
        foreach (var type in typeof(Web.Links).Assembly.GetTypes().Where(t => !IsCompilers(t)))
        {
            if (Identitys.Contains(type.FullName)) continue;
            wrong.AddRange(type.GetConstructors(all).Where(c => c.GetParameters().Any(p => IsContext(p.ParameterType))).Select(_ => $"{type.FullName} is constructed with a context"));
            wrong.AddRange(type.GetFields(all).Where(f => IsContext(f.FieldType)).Select(f => $"{type.FullName}.{f.Name} keeps a context"));
            wrong.AddRange(type.GetProperties(all).Where(p => IsContext(p.PropertyType) && p.GetCustomAttribute<InjectAttribute>() is not null).Select(p => $"{type.FullName}.{p.Name} injects a context"));
        }

        wrong.AddRange(Uses.Web.Where(u => u.Used == typeof(CrmDb).FullName && u.Member is "GetRequiredService" or "GetService")
            .Where(u => !JoinIdentity.Any(j => u.User.StartsWith(j, StringComparison.Ordinal))).Select(u => u.User + " asks for a scoped context"));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void OwnersPools_OfCommands_AreNotForServing()
    {
        var wrong = Uses.Web.Where(u => u.Used == typeof(CrmDataSources).FullName && u.Member is "ForCommands").Select(u => u.User)
            .Where(u => !u.StartsWith("BatteryCrm.Web.Cli.", StringComparison.Ordinal)).ToList();
        Assert.True(wrong.Count == 0, "These are not bound by row-level security: " + string.Join(", ", wrong));
    }

    private static bool IsContext(Type type) => typeof(DbContext).IsAssignableFrom(type);

    private static bool IsCompilers(Type type) => type.Name.Contains('<', StringComparison.Ordinal);
}

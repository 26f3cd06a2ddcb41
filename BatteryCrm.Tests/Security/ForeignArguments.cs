using System.Linq.Expressions;
using System.Reflection;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Tests.Security;

/// <summary>Arguments for any deed: wherever it takes an id, that of another tenant's row.</summary>
internal sealed class ForeignArguments(TestDatabase database, Guid other)
{
    private static readonly CatalogueKind Kind = CatalogueKinds.Find("brands")!;

    // Of which table an id is, by the name of the parameter, else by who takes it.
    private static readonly (string Word, string Table)[] Tables =
    [
        ("appeal", "appeals"), ("client", "clients"), ("message", "messages_history"), ("channel", "channels"), ("operator", "operators"), ("session", "operator_sessions"), ("job", "bulk_jobs"), ("repl", "saved_replies"),
        ("view", "saved_views"), ("merge", "clients"), ("master", "clients"), ("import", "client_imports"), ("duplicate", "duplicate_candidates"), ("catalogue", "brands"), ("contact", "client_contacts"),
        ("note", "client_notes"), ("tenant", "tenants"), ("location", "locations"), ("source", "lead_sources"), ("price", "services"), ("service", "services"), ("consent", "clients"),
    ];

    private readonly Dictionary<string, Guid> ids = new(StringComparer.Ordinal);

    public async Task<object?[]> OfAsync(MethodInfo deed, IServiceProvider services)
    {
        foreach (var table in Tables.Select(t => t.Table).Distinct(StringComparer.Ordinal).Where(t => !ids.ContainsKey(t)))
            ids[table] = await database.ScalarAsync<Guid>(table is "tenants" ? $"select id from tenants where id = '{other}'" : $"select id from {table} where tenant_id = '{other}' order by id limit 1");
        return [.. deed.GetParameters().Select(p => Make(p.ParameterType, p.Name!, deed.DeclaringType!.Name, services, 0))];
    }

    private object? Make(Type type, string name, string taker, IServiceProvider services, int depth)
    {
        if (depth > 4) return null;
        if (type == typeof(Guid) || type == typeof(Guid?)) return ids[TableOf(name) ?? TableOf(taker) ?? "appeals"];
        if (type == typeof(string)) return name.EndsWith("Id", StringComparison.OrdinalIgnoreCase) ? ids[TableOf(name) ?? TableOf(taker) ?? "appeals"].ToString() : "x";
        if (type == typeof(CatalogueKind)) return Kind;
        if (type == typeof(Uri)) return new Uri("https://shop.test/");
        if (type == typeof(bool)) return true;
        if (Nullable.GetUnderlyingType(type) is not null) return null;
        if (type.IsPrimitive || type.IsEnum) return Activator.CreateInstance(type);
        if (type == typeof(CancellationToken) || type == typeof(DateTimeOffset) || type == typeof(DateOnly)) return Activator.CreateInstance(type);
        if (typeof(Delegate).IsAssignableFrom(type)) return Nothing(type);
        if (type.IsArray) return One(type.GetElementType()!, name, taker, services, depth);
        if (type.IsGenericType && type.GetGenericArguments() is [var key, var value] && type.Name.Contains("Dictionary", StringComparison.Ordinal)) return Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value));
        if (type.IsGenericType && type.GetGenericArguments() is [var element] && type.IsInterface) return One(element, name, taker, services, depth);
        if (services.GetService(type) is { } service) return service;
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
        return constructor?.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType, p.Name!, taker, services, depth + 1))]);
    }

    private Array One(Type element, string name, string taker, IServiceProvider services, int depth)
    {
        var one = Array.CreateInstance(element, 1);
        one.SetValue(Make(element, name, taker, services, depth + 1), 0);
        return one;
    }

    private static string? TableOf(string name) => Array.Find(Tables, t => name.Contains(t.Word, StringComparison.OrdinalIgnoreCase)).Table;

    private static Delegate Nothing(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        Expression body = invoke.ReturnType == typeof(Task) ? Expression.Constant(Task.CompletedTask) : Expression.Default(invoke.ReturnType);
        return Expression.Lambda(type, body, invoke.GetParameters().Select(p => Expression.Parameter(p.ParameterType))).Compile();
    }
}

using System.Security.Claims;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;

namespace BatteryCrm.Bench.Live;

/// <summary>
/// A node of the real program in this process: its services, its listener, its workers. Only what would speak to a browser is replaced, since the consoles here
/// have none.
/// </summary>
internal sealed class ConsoleNode : IAsyncDisposable
{
    private readonly WebApplication app;

    private ConsoleNode(WebApplication app) => this.app = app;

    public IServiceProvider Services => app.Services;

    /// <summary>Starts the node and waits until it hears of changes.</summary>
    public static async Task<ConsoleNode> StartAsync(string database)
    {
        var node = Build(database);
        Contents.Use(node);

        var live = node.Services.GetRequiredService<ILive>();
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        live.StateChanged += () =>
        {
            if (live.State.Health == LiveHealth.Connected) listening.TrySetResult();
        };
        await node.Services.GetRequiredService<DatabaseGate>().TryOpenAsync(CancellationToken.None);
        await node.StartAsync();
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return new ConsoleNode(node);
    }

    /// <summary>The program's services over a database; nothing is started yet.</summary>
    public static WebApplication Build(string database)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "BatteryCrm.Web", ContentRootPath = Path.GetDirectoryName(WebProcess.Program) });
        builder.Configuration["ConnectionStrings:Default"] = database;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Contents.Add(builder);
        builder.Logging.ClearProviders();
        builder.Services.RemoveAll<IJSRuntime>().AddScoped<IJSRuntime, NoBrowser>();
        builder.Services.RemoveAll<INavigationInterception>().AddScoped<INavigationInterception, NoBrowser>();
        builder.Services.RemoveAll<IScrollToLocationHash>().AddScoped<IScrollToLocationHash, NoBrowser>();
        return builder.Build();
    }

    /// <summary>What the cookie of that operator would say.</summary>
    public async Task<ClaimsPrincipal> SignInAsync(Guid tenant, string login)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(tenant);
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Operator>>();
        var person = await people.FindByNameAsync(login) ?? throw new BenchFailedException($"There is no operator {login}.");
        var principal = await scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<Operator>>().CreateAsync(person);
        var session = await scope.ServiceProvider.GetRequiredService<BrowserSessions>().StartAsync(scope.ServiceProvider.GetRequiredService<CrmDb>(), person, new DefaultHttpContext());
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(OperatorClaims.Session, session.ToString()));
        return principal;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}

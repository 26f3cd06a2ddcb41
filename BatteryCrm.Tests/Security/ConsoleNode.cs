using System.Net;
using System.Security.Claims;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatteryCrm.Tests.Security;

/// <summary>The whole program in this process, on a real Kestrel, over a database of its own. Cookies are dated by <see cref="Clock"/>, which a test may move.</summary>
public sealed class ConsoleNode : IAsyncLifetime
{
    private readonly DirectoryInfo keys = Directory.CreateTempSubdirectory("batterycrm-keys-");
    private WebApplication? app;

    public TestDatabase Database { get; } = new();

    /// <summary>Settings beside those that every node has; before <see cref="InitializeAsync"/>.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes what the program registers.</summary>
    public Action<IServiceCollection>? Configure { get; init; }

    /// <summary>Starts without the database: its gate is closed.</summary>
    public bool StartsWithoutDatabase { get; init; }

    /// <summary>Only what the program registers: it listens to nobody and nothing runs beside the test.</summary>
    public bool IsAsleep { get; init; }

    public Clock Clock { get; } = new();

    public Uri Address => new(app!.Urls.First());

    public IServiceProvider Services => app!.Services;

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        app = Build(Database.ConnectionString);
        if (StartsWithoutDatabase)
        {
            await Database.GoAwayAsync();
            await app.StartAsync();
            return;
        }

        Assert.True(await Services.GetRequiredService<DatabaseGate>().TryOpenAsync(CancellationToken.None));
        if (IsAsleep) return;
        var live = Services.GetRequiredService<ILive>();
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        live.StateChanged += () =>
        {
            if (live.State.Health is LiveHealth.Connected) listening.TrySetResult();
        };
        await app.StartAsync();
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async Task DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        await Database.DisposeAsync();
        keys.Delete(recursive: true);
    }

    /// <summary>A browser with cookies of its own that shows where it is sent instead of going there.</summary>
    public HttpClient NewBrowser(CookieContainer? cookies = null) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = Address };

    /// <summary>A browser that has signed in.</summary>
    public async Task<HttpClient> SignedInAsync(string login, string password = Given.Password)
    {
        var browser = NewBrowser();
        using var answer = await browser.SignInAsync(login, password);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return browser;
    }

    /// <summary>A scope in which the operator works, as in a circuit of his.</summary>
    public AsyncServiceScope As(Guid tenantId, Guid operatorId, string role, Guid? sessionId = null)
    {
        var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(tenantId, operatorId);
        scope.ServiceProvider.GetRequiredService<CurrentOperator>().Set(new OperatorIdentity(operatorId, tenantId, "Кто-то", role) { SessionId = sessionId });
        return scope;
    }

    /// <summary>What the operator's cookie says in a session that has just begun.</summary>
    public async Task<ClaimsPrincipal> PrincipalAsync(Guid? tenantId, Guid operatorId)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(tenantId);
        var signIn = scope.ServiceProvider.GetRequiredService<OperatorSignIn>();
        var principal = await signIn.CreateUserPrincipalAsync((await signIn.UserManager.FindByIdAsync(operatorId.ToString()))!);
        var session = await Database.Given.AddAsync(new OperatorSession { TenantId = tenantId, OperatorId = operatorId }, s => s.Id);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(OperatorClaims.Session, session.ToString()));
        return principal;
    }

    private WebApplication Build(string connectionString)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "BatteryCrm.Web", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:Default"] = connectionString,
            ["DataProtection:CertificatePath"] = Path.Combine(keys.FullName, "keys.pfx"),
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        Contents.Add(builder);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.PostConfigureAll<CookieAuthenticationOptions>(o => o.TimeProvider = Clock);
        builder.Services.Configure<SecurityStampValidatorOptions>(o => o.TimeProvider = Clock);
        Configure?.Invoke(builder.Services);
        var built = builder.Build();
        Contents.Use(built);
        return built;
    }
}

internal static class BrowserExtensions
{
    public static Task<HttpResponseMessage> SignInAsync(this HttpClient browser, string login, string password, string? returnUrl = null) =>
        browser.PostAsync("/sign-in", returnUrl is null ? [("login", login), ("password", password)] : [("login", login), ("password", password), ("returnUrl", returnUrl)]);

    public static async Task<HttpResponseMessage> PostAsync(this HttpClient browser, string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await browser.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    public static Task<HttpResponseMessage> OpenAsync(this HttpClient browser, string path) => browser.GetAsync(new Uri(path, UriKind.Relative));

    /// <summary>What a person reads: entities are resolved.</summary>
    public static async Task<string> ReadAsync(this HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    public static string? WhereTo(this HttpResponseMessage answer) => answer.Headers.Location?.OriginalString;
}

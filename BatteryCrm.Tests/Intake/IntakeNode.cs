using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Channels;
using BatteryCrm.Web.Intake;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatteryCrm.Tests.Intake;

/// <summary>Webhooks, intake and live of the real program on a real Kestrel, over a database of the test's own, with one tenant and its Telegram and form channels.</summary>
public sealed class IntakeNode : IAsyncDisposable
{
    public const string Secret = "s3cr3t";
    public const string FormKey = "form-1";
    private readonly WebApplication app;
    private readonly CapturedLogs logs;

    private IntakeNode(WebApplication app, CapturedLogs logs, Guid tenant, Guid telegram, Guid form) =>
        (this.app, this.logs, Tenant, Telegram, Form, Http) =
        (app, logs, tenant, telegram, form, new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(app.Urls.First()) });

    public Guid Tenant { get; }

    public Guid Telegram { get; }

    public Guid Form { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => app.Services;

    public IReadOnlyCollection<string> Log => logs.Lines;

    /// <summary>Starts a node; the first one of a database makes the tenant, a second one is given the first's.</summary>
    /// <param name="also">Puts other parts in place of the program's own.</param>
    public static async Task<IntakeNode> StartAsync(TestDatabase database, IntakeNode? first = null, CrmDataSources? sources = null, bool writes = true, Action<IServiceCollection>? also = null)
    {
        var tenant = first?.Tenant ?? await database.Given.TenantAsync();
        var telegram = first?.Telegram ?? await database.Given.ChannelAsync(tenant, credentials: $$"""{"bot_token":"1:x","webhook_secret":"{{Secret}}"}""");
        var form = first?.Form ?? await database.Given.ChannelAsync(tenant, "form", $$"""{"form_key":"{{FormKey}}","allowed_origins":["https://shop.test"]}""");

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var captured = new CapturedLogs();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(captured);
        builder.Services.AddCrmDb(sources ?? database.Sources);
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.Services.AddSingleton<SecretSeal>();
        builder.AddLive().AddIntake().AddChannels();
        if (!writes) builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(IntakeWriter)));
        also?.Invoke(builder.Services);
        var built = builder.Build();
        built.MapWebhooks();
        var live = built.Services.GetRequiredService<ILive>();
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        live.StateChanged += () =>
        {
            if (live.State.Health is LiveHealth.Connected) listening.TrySetResult();
        };
        await built.StartAsync();
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return new IntakeNode(built, captured, tenant, telegram, form);
    }

    public Task<HttpStatusCode> PostAsync(string update) => PostAsync(Encoding.UTF8.GetBytes(update));

    public async Task<HttpStatusCode> PostAsync(byte[] update, string? secret = Secret, string platform = "telegram", Guid? channel = null)
    {
        using var response = await SendAsync(update, secret, platform, channel);
        return response.StatusCode;
    }

    public async Task<HttpResponseMessage> SendAsync(byte[] update, string? secret = Secret, string platform = "telegram", Guid? channel = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{platform}/{channel ?? Telegram}") { Content = new ByteArrayContent(update) };
        request.Content.Headers.ContentType = new("application/json");
        if (secret is not null) request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", secret);
        var response = await Http.SendAsync(request);
        return response.StatusCode is not HttpStatusCode.InternalServerError ? response
            : throw new InvalidOperationException("The webhook failed. The log's end:\n" + string.Join('\n', Log.Where(line => line.Contains("Exception", StringComparison.Ordinal)).TakeLast(3)));
    }

    public Task<HttpResponseMessage> PostFormAsync(object fields) => Http.PostAsJsonAsync($"/webhooks/form/{Form}", fields);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private sealed class CapturedLogs : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyCollection<string> Lines => lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}

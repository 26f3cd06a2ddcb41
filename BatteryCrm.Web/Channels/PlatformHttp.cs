namespace BatteryCrm.Web.Channels;

/// <summary>The HTTP clients towards platforms: no repeats, no redirects, no cookies, and silent, since addresses and headers hold tokens.</summary>
internal static class PlatformHttp
{
    public static IHttpClientBuilder AddPlatformClient(this IServiceCollection services, string name, Action<IServiceProvider, SocketsHttpHandler>? more = null) =>
        services.AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan) // the caller's, on its own clock
            .ConfigurePrimaryHttpMessageHandler(provider =>
            {
                var handler = new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ConnectTimeout = TimeSpan.FromSeconds(10),
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),

                    // A connection that the other side closed while it lay idle turns an ordinary send into an unknown one.
                    PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),

                    // Without a propagator the handler makes no spans: their url.full would hold the token.
                    ActivityHeadersPropagator = null,
                };
                more?.Invoke(provider, handler);
                return handler;
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
}

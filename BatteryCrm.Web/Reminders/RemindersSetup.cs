namespace BatteryCrm.Web.Reminders;

/// <summary>Registers what a node does by the clock, for all tenants.</summary>
public static class RemindersSetup
{
    public static void AddReminders(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<SnoozeWaker>();
        builder.Services.AddHostedService<Escalator>();
        builder.Services.AddHostedService<Releaser>();
        builder.Services.AddHostedService<Assigner>();
        builder.Services.AddHostedService<AutoReplier>();
        builder.Services.AddHostedService<SilenceWatch>();
        builder.Services.AddHostedService<PriceClock>();
        builder.Services.AddScoped<AutoReplyQueue>();
    }
}

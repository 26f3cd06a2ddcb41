using BatteryCrm.Web.Intake.Duplicates;

namespace BatteryCrm.Web.Intake;

public static class IntakeSetup
{
    public static WebApplicationBuilder AddIntake(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IntakeQueue>();
        builder.Services.AddSingleton<IntakeSettings>();
        builder.Services.AddSingleton<IntakeBatch>();
        builder.Services.AddHostedService<IntakeWriter>();
        builder.Services.AddSingleton<DuplicateRound>().AddHostedService<DuplicateWorker>();
        return builder;
    }
}

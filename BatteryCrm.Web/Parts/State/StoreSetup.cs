namespace BatteryCrm.Web.Parts.State;

/// <summary>Registers stores and effects: one of each a circuit.</summary>
public static class StoreSetup
{
    public static IServiceCollection AddStore<TState>(this IServiceCollection services, TState initial, Func<TState, object, TState> reduce)
        where TState : class =>
        services.AddScoped(_ => new Store<TState>(initial, reduce)).AddScoped<IStore>(provider => provider.GetRequiredService<Store<TState>>());

    public static IServiceCollection AddEffect<TEffect>(this IServiceCollection services)
        where TEffect : class, IEffect =>
        services.AddScoped<IEffect, TEffect>();
}

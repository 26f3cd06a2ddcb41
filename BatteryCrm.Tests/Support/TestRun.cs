using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("BatteryCrm.Tests.Support.TestRun", "BatteryCrm.Tests")]

namespace BatteryCrm.Tests.Support;

/// <summary>
/// xunit's own framework with an end: what the whole run shares (template database, browser, container) is given back after the last test,
/// while the process still has all the time it needs.
/// </summary>
public sealed class TestRun(IMessageSink sink) : XunitTestFramework(sink)
{
    private static readonly ConcurrentStack<Func<Task>> Endings = new();

    /// <summary>Runs after the last test; what was asked for last runs first.</summary>
    public static void AtEnd(Func<Task> ending) => Endings.Push(ending);

    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName name, ISourceInformationProvider source, IMessageSink sink) : XunitTestFrameworkExecutor(name, source, sink)
    {
        [SuppressMessage("Usage", "MA0155:Do not use async void methods", Justification = "The signature is xunit's.")]
        protected override async void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink execution, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, execution, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            while (Endings.TryPop(out var ending)) await ending();
            await base.BeforeTestAssemblyFinishedAsync();
        }
    }
}

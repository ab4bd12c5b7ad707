using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Redis;

namespace Netskope.AlertGateway.Access;

/// <summary>
/// Every caller's own rate, over all replicas:
/// 1. who has used up its rate by what this replica knows is refused at once, whether Redis is there or not;
/// 2. Redis counts the others; when it does not answer, this replica counts for itself;
/// 3. what Redis grants is noted here too, and refused if this replica alone has granted as much: Redis may have lost its
///    count, or not know what was granted while it was away.
/// So no replica ever grants a caller more than its rate, and all together do not while Redis is there.
/// </summary>
sealed class CallerRates
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // A place outlasts its request by that, whatever the replica was late.
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    readonly SharedRates _shared;
    readonly LocalRates _local;
    readonly TimeSpan _window;
    readonly TimeProvider _time;
    readonly TimeSpan _lasts;
    readonly string _replica = Guid.NewGuid().ToString("N");
    long _requests;

    public CallerRates(RedisConnections redis, string keyPrefix, IOptions<GatewayOptions> options, TimeProvider time)
        : this(redis, keyPrefix, options, time, Minute)
    {
    }

    internal CallerRates(RedisConnections redis, string keyPrefix, IOptions<GatewayOptions> options, TimeProvider time, TimeSpan window)
    {
        (_window, _time) = (window, time);
        _lasts = options.Value.RequestTimeout + Grace;
        _shared = new(redis, keyPrefix, window);
        _local = new(time, window);
    }

    /// <summary>Counts one request of a caller.</summary>
    /// <param name="caller">Its name; equal names under different profiles are different callers.</param>
    /// <param name="profile">The name of its profile.</param>
    /// <param name="rate">What the profile allows.</param>
    /// <param name="extra">How long its answer may take beyond <c>Gateway:RequestTimeout</c>.</param>
    /// <param name="cancellation">Ends the wait for Redis; the request may have been counted by then.</param>
    /// <returns>To be disposed of when the request has ended, refused or not.</returns>
    public ValueTask<RateTicket> EnterAsync(string caller, string profile, CallerRate rate, TimeSpan extra, CancellationToken cancellation) =>
        rate.IsUnbounded ? new(RateTicket.Unbounded) : CountAsync(NameOf(profile, caller), rate, _lasts + extra, cancellation);

    /// <summary>What stands for a caller in Redis, where its name has no business.</summary>
    internal static string NameOf(string profile, string caller)
    {
        // The length, so that no end of a profile can pass for the beginning of a caller. Not UTF-8: it has one form for all
        // lone surrogates.
        var length = profile.Length;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        hash.AppendData(MemoryMarshal.AsBytes(profile.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(caller.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    async ValueTask<RateTicket> CountAsync(string name, CallerRate rate, TimeSpan lasts, CancellationToken cancellation)
    {
        var asked = _local.Now;
        var known = _local.Look(name, rate);
        if (known.Wait > TimeSpan.Zero) return Ticket(rate, known);

        var request = new SharedRequest(name, rate, lasts, $"{_replica}:{Interlocked.Increment(ref _requests)}");
        SharedUse? shared = null;
        try
        {
            shared = await _shared.TryEnterAsync(request, cancellation);
        }
        finally
        {
            // It may have been counted without our hearing of it, and then nobody would end it.
            if (shared is null && cancellation.IsCancellationRequested) _ = _shared.LeaveAsync(request).AsTask();
        }

        if (shared is { Use.IsGranted: false } refused)
        {
            _local.Close(name, asked, refused.Use.Wait);
            return Ticket(rate, refused.Use);
        }

        var use = _local.Enter(name, rate, shared is null ? null : asked, out var place);
        if (place is not null) return Ticket(rate, shared?.Use ?? use, place, request);
        if (shared is { } granted) _ = _shared.TakeBackAsync(request, granted.At).AsTask();
        else _ = _shared.LeaveAsync(request).AsTask();
        return Ticket(rate, use);
    }

    RateTicket Ticket(CallerRate rate, RateUse use) => new(rate, use, _window, _time);

    RateTicket Ticket(CallerRate rate, RateUse use, IDisposable place, SharedRequest request) =>
        new(rate, use, _window, _time, place, () => _shared.LeaveAsync(request));
}

static class CallerRatesSetup
{
    /// <param name="services">What the gateway is made of.</param>
    /// <param name="keyPrefix">What every key in Redis begins with.</param>
    public static IServiceCollection AddCallerRates(this IServiceCollection services, Func<IServiceProvider, string> keyPrefix) => services
        .AddSingleton(provider => new CallerRates(
            provider.GetRequiredService<RedisConnections>(),
            keyPrefix(provider),
            provider.GetRequiredService<IOptions<GatewayOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
}

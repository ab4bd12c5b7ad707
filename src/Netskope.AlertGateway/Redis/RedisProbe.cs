using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>The write that shows whether Redis works. By a script, since most calls of the gateway are scripts, which an ACL may forbid.</summary>
static class RedisProbe
{
    const string Script = "return redis.call('SET', KEYS[1], '', 'PX', 10000)";

    public static Task<RedisResult> WriteAsync(IDatabase redis, RedisKey key) => redis.ScriptEvaluateAsync(Script, [key]);
}

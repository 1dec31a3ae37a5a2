package dev.perfusion.bridge.redis;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.session.SessionRecord;
import dev.perfusion.bridge.session.SessionStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.GetExParams;
import redis.clients.jedis.params.SetParams;

/**
 * Sessions in Redis, shared by the bridges that use the same server and prefix: a JSON record in
 * {@code <prefix>:record:<id>}, which expires unless it is used, and the ids in the set {@code
 * <prefix>:ids}.
 */
public final class RedisSessions implements SessionStore, AutoCloseable {
  /** Replaces a record of a known version; ARGV: former version, record, time to live (0: none). */
  private static final String REPLACE =
      "local former = redis.call('GET', KEYS[1]) "
          + "if not former or cjson.decode(former)['version'] ~= tonumber(ARGV[1]) then return 0 end "
          + "redis.call('SET', KEYS[1], ARGV[2]) "
          + "if tonumber(ARGV[3]) > 0 then redis.call('EXPIRE', KEYS[1], ARGV[3]) end "
          + "return 1";

  /** Drops an id from the set unless its record has come back. */
  private static final String FORGET =
      "if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[1]) end return 0";

  private final RedisClient redis;
  private final String prefix;
  private final long timeToLive;

  /**
   * @param url for example {@code redis://127.0.0.1:6379/0}
   * @param prefix of all keys
   * @param timeToLive zero for ever
   * @throws ConfigException when the server cannot be reached
   */
  public RedisSessions(String url, String prefix, Duration timeToLive) {
    this.prefix = prefix;
    this.timeToLive = timeToLive.toSeconds();
    RedisClient client = null;
    try {
      client = RedisClient.create(URI.create(url));
      client.ping();
    } catch (JedisException | IllegalArgumentException e) {
      if (client != null) {
        client.close();
      }
      throw new ConfigException(
          "SESSION_REDIS_URL", shown(url), "cannot be used: " + e.getMessage());
    }
    this.redis = client;
  }

  /** An address without user and password. */
  private static String shown(String url) {
    return url.replaceFirst("//[^@/]*@", "//***@");
  }

  private String key(String simulationId) {
    return prefix + ":record:" + simulationId;
  }

  private String ids() {
    return prefix + ":ids";
  }

  private static <T> T reached(Supplier<T> work) {
    try {
      return work.get();
    } catch (JedisException e) {
      throw new BridgeException(
          ErrorCode.INTEROP_ERROR, "the session store (Redis) failed: " + e.getMessage());
    }
  }

  private static SessionRecord record(String text) {
    return SessionRecord.of(Json.mapper().readTree(text));
  }

  private static String text(SessionRecord session) {
    return session.json(Instant.now()).toString();
  }

  @Override
  public Optional<SessionRecord> read(String simulationId) {
    String key = key(simulationId);
    return reached(
        () ->
            Optional.ofNullable(
                    timeToLive > 0
                        ? redis.getEx(key, GetExParams.getExParams().ex(timeToLive))
                        : redis.get(key))
                .map(RedisSessions::record));
  }

  @Override
  public boolean create(SessionRecord session) {
    SetParams onlyNew = SetParams.setParams().nx();
    if (timeToLive > 0) {
      onlyNew.ex(timeToLive);
    }
    return reached(
        () -> {
          if (redis.set(key(session.simulationId()), text(session), onlyNew) == null) {
            return false;
          }
          redis.sadd(ids(), session.simulationId());
          return true;
        });
  }

  @Override
  public boolean update(SessionRecord session) {
    Object done =
        reached(
            () ->
                redis.eval(
                    REPLACE,
                    List.of(key(session.simulationId())),
                    List.of(
                        Long.toString(session.version() - 1),
                        text(session),
                        Long.toString(timeToLive))));
    return Long.valueOf(1).equals(done);
  }

  @Override
  public boolean delete(String simulationId) {
    return reached(
        () -> {
          redis.srem(ids(), simulationId);
          return redis.del(key(simulationId)) > 0;
        });
  }

  @Override
  public List<SessionRecord> all() {
    return reached(
        () -> {
          List<SessionRecord> all = new ArrayList<>();
          List<String> known = List.copyOf(redis.smembers(ids()));
          if (known.isEmpty()) {
            return all;
          }
          List<String> records = redis.mget(known.stream().map(this::key).toArray(String[]::new));
          for (int i = 0; i < known.size(); i++) {
            if (records.get(i) == null) {
              // Expired: the set does not know by itself.
              redis.eval(FORGET, List.of(key(known.get(i)), ids()), List.of(known.get(i)));
            } else {
              all.add(record(records.get(i)));
            }
          }
          return all;
        });
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public void close() {
    redis.close();
  }
}

package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.security.DevelopmentToken;
import dev.perfusion.bridge.security.Role;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code token}. */
@Command(
    name = "token",
    description =
        "Prints a bearer token signed with AUTH_DEV_SECRET, for development. Elsewhere tokens come"
            + " from the identity provider.",
    mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
  private static final Pattern TTL = Pattern.compile("(\\d{1,7})([smhd]?)");

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption settings;

  @Option(
      names = "--subject",
      paramLabel = "S",
      required = true,
      description = "Who the token is for")
  private String subject;

  @Option(
      names = "--roles",
      paramLabel = "R",
      split = "[,\\s]+",
      defaultValue = "viewer",
      description = "viewer, operator, admin, separated by commas. Default: viewer")
  private List<String> roles;

  @Option(
      names = "--ttl",
      paramLabel = "T",
      defaultValue = "1h",
      description = "How long it is valid: seconds, or 30m, 8h, 7d. Default: 1h")
  private String ttl;

  @Override
  public Integer call() {
    BridgeConfig config = settings.load();
    if (!config.service().development()) {
      throw CommandFailure.badInput(
          "ENVIRONMENT is "
              + config.service().environment()
              + ": tokens come from the identity provider there");
    }
    if (config.auth().devSecret() == null) {
      throw CommandFailure.badInput(
          "AUTH_DEV_SECRET is not set: the server and this command must know the same secret");
    }
    if (subject.isBlank()) {
      throw CommandFailure.badInput("--subject is empty");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        DevelopmentToken.sign(
            config.auth().devSecret(), subject.strip(), roles(), Instant.now(), ttl()));
    out.flush();
    return ExitCode.DONE;
  }

  private Set<Role> roles() {
    Set<Role> known = EnumSet.noneOf(Role.class);
    for (String name : roles) {
      known.add(
          Role.of(name)
              .orElseThrow(
                  () ->
                      CommandFailure.badInput(
                          "--roles " + name + ": allowed are viewer, operator, admin")));
    }
    return known;
  }

  private Duration ttl() {
    Matcher matcher = TTL.matcher(ttl.strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw CommandFailure.badInput("--ttl " + ttl + ": must be seconds, or like 30m, 8h, 7d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofSeconds(number);
    };
  }
}

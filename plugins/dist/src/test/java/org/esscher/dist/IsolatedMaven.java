package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Maven with settings and a local repository of its own: nothing that it resolves comes into the
 * user's repository. What it lacks it takes from that of this build, and from where this build gets
 * it where that has not got it.
 */
final class IsolatedMaven {
  /** This JVM's Java, started for short work. */
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "JAVA_HOME",
          System.getProperty("java.home"),
          "MAVEN_OPTS",
          "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");

  private IsolatedMaven() {}

  /**
   * The command.
   *
   * @param home an existing directory for settings and repository
   * @param published repositories that are asked first
   */
  static String command(Path home, Path... published) throws IOException {
    List<Path> all =
        Stream.concat(Stream.of(published), Stream.of(Path.of(property("maven.repo.warm"))))
            .toList();
    Path settings = home.resolve("settings.xml");
    Files.writeString(
        settings,
        """
        <settings>
          <localRepository>LOCAL</localRepository>
          <profiles>
            <profile>
              <id>directories</id>
              <repositories>REPOSITORIES</repositories>
              <pluginRepositories>PLUGINS</pluginRepositories>
            </profile>
          </profiles>
          <activeProfiles><activeProfile>directories</activeProfile></activeProfiles>
        </settings>
        """
            .replace("LOCAL", home.resolve("repository").toString())
            .replace("REPOSITORIES", entries("repository", all))
            .replace("PLUGINS", entries("pluginRepository", all)));
    boolean offline = property("maven.offline").equals("offline: true");
    return String.join(
        " ",
        quoted(Path.of(property("maven.home"), "bin", "mvn")),
        "-s",
        quoted(settings),
        // Offline, Maven reads no repository but its own; these are directories.
        offline ? "-o -Daether.offline.protocols=file" : "");
  }

  private static String entries(String element, List<Path> repositories) {
    return repositories.stream()
        .map(
            path ->
                "<ELEMENT><id>NAME</id><url>URL</url></ELEMENT>"
                    .replace("ELEMENT", element)
                    .replace("NAME", "directory-" + repositories.indexOf(path))
                    .replace("URL", path.toUri().toString()))
        .collect(Collectors.joining());
  }

  static String quoted(Path path) {
    return "'" + path + "'";
  }

  /** The build sets it. */
  static String property(String name) {
    String value = System.getProperty(name);
    assertThat(value).as("the system property " + name).isNotNull();
    return value;
  }
}

/** The command line: {@code serve}, {@code run}, {@code inspect}. */
package dev.perfusion.bridge.cli;

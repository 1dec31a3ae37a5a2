package dev.perfusion.bridge.mcp;

/**
 * What one part of the program offers to clients.
 *
 * @param tools tools
 * @param resources resources
 * @param prompts prompts
 * @param tasks tasks that its tools start
 */
public record Feature(
    ToolSource tools, ResourceSource resources, PromptSource prompts, TaskSource tasks) {}

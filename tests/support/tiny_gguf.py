"""``python tiny_gguf.py FILE``: a Llama-shaped model with random weights and one token a byte, 0.3 MB, from no model hub."""

from __future__ import annotations

import sys
from typing import Any

import gguf
import numpy as np

__all__ = ["write_tiny_model"]

_WIDTH, _HEADS, _FEED_FORWARD, _CONTEXT = 64, 2, 128, 4096
_TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"
_TOKENS = [b"<unk>", b"<s>", b"</s>", *(f"<0x{byte:02X}>".encode() for byte in range(256)), "▁".encode()]


def write_tiny_model(path: str) -> None:
    """Write the model. The seed is fixed, so every run serves the same one."""
    writer = gguf.GGUFWriter(path, "llama")
    _describe(writer)
    random = np.random.default_rng(7)

    def weights(*shape: int) -> Any:
        return (random.standard_normal(shape) * 0.3).astype(np.float32)

    ones = np.ones(_WIDTH, np.float32)
    writer.add_tensor("token_embd.weight", weights(len(_TOKENS), _WIDTH))
    writer.add_tensor("output_norm.weight", ones)
    writer.add_tensor("output.weight", weights(len(_TOKENS), _WIDTH))
    writer.add_tensor("blk.0.attn_norm.weight", ones)
    writer.add_tensor("blk.0.ffn_norm.weight", ones)
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        writer.add_tensor(f"blk.0.{name}.weight", weights(_WIDTH, _WIDTH))
    writer.add_tensor("blk.0.ffn_gate.weight", weights(_FEED_FORWARD, _WIDTH))
    writer.add_tensor("blk.0.ffn_up.weight", weights(_FEED_FORWARD, _WIDTH))
    writer.add_tensor("blk.0.ffn_down.weight", weights(_WIDTH, _FEED_FORWARD))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _describe(writer: Any) -> None:
    kind = gguf.TokenType
    writer.add_name("tiny-random")
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(_FEED_FORWARD)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_vocab_size(len(_TOKENS))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(_TOKENS)
    writer.add_token_scores([0.0] * len(_TOKENS))
    writer.add_token_types([kind.UNKNOWN, kind.CONTROL, kind.CONTROL, *[kind.BYTE] * 256, kind.NORMAL])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(_TEMPLATE)


if __name__ == "__main__":
    write_tiny_model(sys.argv[1])
